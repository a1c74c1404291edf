from datetime import datetime

from booking.actions.holding import hold, number
from booking.actions.moves import closed, opened
from booking.actions.scopes import ALL, scoped
from booking.actions.transaction import transaction
from booking.actions.waitlist import fitting, needs_staff
from booking.errors import SlotTaken, WrongState
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.policies import terms
from booking.rules import notices
from booking.rules.availability import Conflict
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, FOR_STAFF, TENTATIVE, WAITLISTED
from booking.rules.policy import Terms


@transaction
def accept(
    reservation_id: int, *, by: Actor, now: datetime, scope: str = ALL, recurrence_id: str = ""
) -> Reservation:
    """Takes the place that the waitlist offers (D17): one that is held; or, offered to all who wait, the
    first to accept gets it.

    Raises Invalid, NotFound, Forbidden, WrongState, and SlotTaken where somebody was quicker.
    """
    found, before = opened(reservation_id, "answer", by, now)
    offered = [date for date in scoped(found, scope, recurrence_id) if _offered(date, now)]
    if not offered:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    for date in offered:
        _take(date, now)
    asked = any(date.waiting_for == FOR_STAFF for date in offered)
    tell(notices.REQUESTED if asked else notices.CONFIRMED, found, now, offered, whole=True)
    closed(found, before, "accept", by, now, "waitlist")
    return found


def _offered(date: Occurrence, now: datetime) -> bool:
    """And not run out yet, though the clock may not have noted it."""
    if date.offered_at is None or date.starts_at <= now:
        return False
    held = date.status == TENTATIVE and date.waiting_for == FOR_APPLICANT
    return date.status == WAITLISTED or (held and date.expires_at is not None and date.expires_at > now)


def _take(entry: Occurrence, now: datetime) -> None:
    """Raises SlotTaken."""
    if entry.status == WAITLISTED:
        found = fitting(entry, now)
        if found is None:
            raise SlotTaken([Conflict(space.slug) for space in entry.spaces])
        date, rules = found
        hold(entry, {resource_id: [span] for resource_id, span in date.claims.items()})
    else:
        space = entry.spaces[0]
        rules = terms([space], entry.interval)[space.id]
    _turn(entry, rules, now)


def _turn(entry: Occurrence, rules: Terms, now: datetime) -> None:
    pending = needs_staff(entry, rules)
    entry.status = TENTATIVE if pending else CONFIRMED
    entry.waiting_for, entry.waiting_since_at = (FOR_STAFF, now) if pending else (None, None)
    entry.expires_at = entry.offered_at = None
    entry.decided_at = None if pending else now
    number(entry)
