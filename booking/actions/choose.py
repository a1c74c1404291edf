"""One of the candidate dates is chosen, the others are free in the same transaction (D24)."""

from datetime import datetime
from typing import Any

from booking.actions.moves import closed, opened, turn
from booking.actions.people import as_invited
from booking.actions.scopes import normal
from booking.actions.transaction import transaction
from booking.actions.waitlist import agree
from booking.errors import WrongState
from booking.models import Occurrence, Reservation
from booking.models.attendee import ACCEPTED
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.policies import terms
from booking.rules import notices
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, FOR_STAFF, TENTATIVE, WITHDRAWN


@transaction
def choose(reservation_id: int, recurrence_id: str, *, by: Actor, now: datetime) -> Reservation:
    """By the booker. Raises NotFound, Forbidden, WrongState."""
    found, before = opened(reservation_id, "answer", by, now)
    return _chosen(found, before, recurrence_id, by, now)


@transaction
def choose_by_link(attendee_id: int, recurrence_id: str, *, now: datetime) -> Reservation:
    """By anybody invited, with their personal link: they come then. Raises NotFound, WrongState."""
    attendee, by = as_invited(attendee_id)
    found, before = opened(attendee.reservation_id, "choose", by, now)
    attendee.partstat = ACCEPTED
    return _chosen(found, before, recurrence_id, by, now)


def _chosen(
    found: Reservation, before: dict[str, Any], recurrence_id: str, by: Actor, now: datetime
) -> Reservation:
    candidates = [date for date in found.occurrences if is_open(date, now)]
    chosen = [date for date in candidates if date.recurrence_id == normal(recurrence_id)]
    if not found.choosing or not chosen:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    others = [d for d in found.occurrences if d.status == TENTATIVE and d is not chosen[0]]
    freed = turn(others, WITHDRAWN, by, now)  # those too that ran out, though the clock has not noted it
    space = chosen[0].spaces[0]
    agree(chosen[0], terms([space], chosen[0].interval)[space.id], now)
    found.choosing = False
    asked = chosen[0].waiting_for == FOR_STAFF
    tell(notices.REQUESTED if asked else notices.CONFIRMED, found, now, chosen)
    closed(found, before, "choose", by, now, "candidates", freed=freed)
    return found


def is_open(date: Occurrence, now: datetime) -> bool:
    waits = date.status == TENTATIVE and date.waiting_for == FOR_APPLICANT
    return waits and date.expires_at is not None and date.expires_at > now
