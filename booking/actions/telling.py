"""How the end of some dates of a booking is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking.actions.partstats import ask_again
from booking.actions.reasons import told, told_of
from booking.models import Occurrence, Reservation, Resource
from booking.outbox.enqueue import tell
from booking.rules.availability import Alternative
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED, HOLDING
from booking.rules.notices import CHANGED, REQUEST_CHANGED
from booking.rules.reasons import Reason

Facts = dict[str, Any]
MOST_MOVED = 10  # dates of a series told one by one, old and new


def tell_gone(
    happened: str, found: Reservation, dates: Sequence[Occurrence], now: datetime, **more: Any
) -> None:
    """A whole booking, or one date of it, is called off; of several out of a series the rest is told anew."""
    left = any(date.status in HOLDING for date in found.occurrences)
    if left and len(dates) > 1:
        tell(in_force(found), found, now, dates, whole=True, **told_of(dates[0]), **more)
    else:
        tell(happened, found, now, dates, **more)


def tell_moved(
    found: Reservation, pairs: Sequence[tuple[Occurrence, Facts]], now: datetime, reason: Reason
) -> None:
    """Dates that we had to move, and where each was: who is invited answers anew where that is another time.
    Reminders of them must be forgotten."""
    dates = [date for date, _ in pairs]
    ask_again(found, [date for date, was in pairs if was["starts_at"] != date.starts_at.isoformat()], now)
    confirmed = any(date.status == CONFIRMED for date in dates)
    happened = CHANGED if confirmed else REQUEST_CHANGED
    tell(happened, found, now, dates, made_way=True, **told(reason), **moved(pairs))


def in_force(found: Reservation) -> str:
    """Everybody hears of a change once anything is confirmed; of a request its maker and staff (D31)."""
    confirmed = any(date.status == CONFIRMED for date in found.occurrences)
    return CHANGED if confirmed else REQUEST_CHANGED


def offer(other: Alternative) -> dict[str, object]:
    """As a snapshot keeps it."""
    return {
        "spaces": list(other.spaces),
        "starts_at": other.interval.starts_at.isoformat(),
        "ends_at": other.interval.ends_at.isoformat(),
    }


def slot(interval: Interval, spaces: Sequence[Resource]) -> Facts:
    """When and where, as a snapshot keeps it."""
    return {
        "starts_at": interval.starts_at.isoformat(),
        "ends_at": interval.ends_at.isoformat(),
        "spaces": [{"names": space.names} for space in spaces],
    }


def moved(pairs: Sequence[tuple[Occurrence, Facts]], whole: bool = False) -> Facts:
    """For a snapshot, of dates and where each was: `was` of a single one, else `moved`, old and new.

    `whole`: it is told of a series, so that even a single one has to name its date.
    """
    if len(pairs) == 1 and not whole:
        return {"was": pairs[0][1]}
    return listed([(slot(date.interval, date.spaces), was) for date, was in pairs])


def listed(pairs: Sequence[tuple[Facts, Facts]]) -> Facts:
    """Of new and old places, the first few, and how many there are."""
    told = [new | {"was": was} for new, was in pairs[:MOST_MOVED]]
    return {"moved": told, "moved_count": len(pairs)} if pairs else {}
