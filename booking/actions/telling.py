"""How the end of some dates of a booking is told."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.rules.availability import Alternative
from booking.rules.lifecycle import CONFIRMED, HOLDING
from booking.rules.notices import CHANGED, REQUEST_CHANGED


def tell_gone(
    happened: str, found: Reservation, dates: Sequence[Occurrence], now: datetime, **more: Any
) -> None:
    """A whole booking, or one date of it, is called off; of several out of a series the rest is told anew."""
    left = any(date.status in HOLDING for date in found.occurrences)
    if left and len(dates) > 1:
        tell(in_force(found), found, now, dates, whole=True, reason=dates[0].reason, **more)
    else:
        tell(happened, found, now, dates, **more)


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
