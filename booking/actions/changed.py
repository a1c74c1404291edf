"""What a change came to, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.actions.differences import ASKED, KEPT, MOVED, Difference
from booking.actions.telling import in_force
from booking.errors import BrokenRule
from booking.models import Attendee, Occurrence, Reservation
from booking.outbox.audience import forget_reminders
from booking.outbox.enqueue import tell
from booking.rules import notices
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED, TENTATIVE


@dataclass(frozen=True, slots=True)
class Changed:
    """`reservation` is the one that goes on: a new one where a series was `split`.

    `whole`: its rule may be another, so that even what concerns one date is told of the series.
    """

    reservation: Reservation
    differences: Sequence[Difference]
    split: bool
    uninvited: Sequence[Attendee]
    broken: Sequence[BrokenRule]
    whole: bool = False

    @property
    def asked(self) -> list[Occurrence]:
        """Dates of which staff will decide."""
        return [one.occurrence for one in self.differences if one.what == ASKED and one.occurrence]


def tell_changed(found: Reservation, changed: Changed, now: datetime) -> None:
    """Attendees hear of what is in force, staff of what was asked (D13)."""
    target = changed.reservation
    dates = [one.occurrence for one in changed.differences if one.occurrence]
    forget_reminders(dates)
    if changed.split:
        tell(in_force(found), found, now, whole=True)
    if changed.uninvited:
        tell(notices.UNINVITED, target, now, whole=True, uninvited=changed.uninvited)
    if changed.asked:
        tell(notices.CHANGE_REQUESTED, target, now, changed.asked, wanted=_wanted(changed))
    if any(date.status == CONFIRMED for date in target.occurrences):
        _tell_in_force(target, changed, dates, now)
    elif any(date.status == TENTATIVE for date in target.occurrences):
        tell(notices.REQUEST_CHANGED, target, now, whole=True)


def _tell_in_force(target: Reservation, changed: Changed, dates: list[Occurrence], now: datetime) -> None:
    """Nothing where all that was changed still waits for a decision."""
    different = [one for one in changed.differences if one.what not in (KEPT, ASKED)]
    if changed.asked and not different:
        return
    moved = [one.occurrence for one in different if one.occurrence]
    was = _span(different[0].was) if len(different) == 1 and different[0].what == MOVED else None
    tell(notices.CHANGED, target, now, moved or dates, whole=changed.whole, was=was)


def _wanted(changed: Changed) -> dict[str, object] | None:
    first = next(one for one in changed.differences if one.what == ASKED)
    return _span(first.becomes)


def _span(interval: Interval | None) -> dict[str, object] | None:
    if interval is None:
        return None
    return {"starts_at": interval.starts_at.isoformat(), "ends_at": interval.ends_at.isoformat()}
