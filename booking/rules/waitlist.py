"""How a place that became free is given to who waits for it (D17)."""

from datetime import datetime, timedelta

from booking.rules.policy import Terms
from booking.rules.scheduling import working_days
from booking.rules.wall import local

AT_ONCE, AS_OFFER, TO_ALL = "at_once", "as_offer", "to_all"
LAST_DAY = timedelta(days=1)
_ENOUGH = 2


def placing(terms: Terms, starts_at: datetime, now: datetime) -> str:
    """With two or more working days left at once; then as an offer that is held; in the last day to all."""
    if starts_at - now <= LAST_DAY:
        return TO_ALL
    return AT_ONCE if _working_days_left(terms, starts_at, now) >= _ENOUGH else AS_OFFER


def _working_days_left(terms: Terms, starts_at: datetime, now: datetime) -> int:
    """After today, the day of the meeting included; counted no further than is needed."""
    last, left = local(starts_at, terms.tzid).date(), 0
    today = local(now, terms.tzid).date()
    for day in working_days(terms.policy.opening_hours, terms.tzid, terms.closures, today):
        if day > last or left == _ENOUGH:
            break
        left += 1
    return left
