from datetime import datetime
from typing import Any

from booking.actions.holding import Spans, add_spans, hold
from booking.actions.moves import closed, opened
from booking.actions.people import as_invited
from booking.actions.scopes import ALL, ONE, scoped
from booking.actions.transaction import transaction
from booking.actions.waitlist import agree, fitting, left_by
from booking.errors import Forbidden, SlotTaken, WrongState
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.policies import terms
from booking.queries.waitlist import wanted_spans
from booking.rules import notices
from booking.rules.availability import Conflict
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, FOR_STAFF, TENTATIVE, WAITLISTED
from booking.rules.requests import CHAIR


@transaction
def accept(
    reservation_id: int, *, by: Actor, now: datetime, scope: str = ALL, recurrence_id: str = ""
) -> Reservation:
    """Takes the place that the waitlist offers (D17): one that is held; or, offered to all who wait, the
    first to accept gets it.

    Raises Invalid, NotFound, Forbidden, WrongState, and SlotTaken where somebody was quicker.
    """
    found, before = opened(reservation_id, "answer", by, now)
    return _accepted(found, before, scoped(found, scope, recurrence_id), by, now)


@transaction
def accept_by_link(attendee_id: int, *, now: datetime, recurrence_id: str = "") -> Reservation:
    """The same by the booker's own personal link; of all dates that are offered, unless one is named.

    Raises Invalid, NotFound, Forbidden, WrongState, SlotTaken.
    """
    found, before, dates, by = offered_by_link(attendee_id, now, recurrence_id)
    return _accepted(found, before, dates, by, now)


def offered_by_link(
    attendee_id: int, now: datetime, recurrence_id: str
) -> tuple[Reservation, dict[str, Any], list[Occurrence], Actor]:
    """What the link's holder may take or leave, all dates unless one is named.

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    attendee, by = as_invited(attendee_id)
    if attendee.role != CHAIR:
        raise Forbidden(verb="take_offer")
    found, before = opened(attendee.reservation_id, "take_offer", by, now)
    dates = [
        date for date in scoped(found, ONE if recurrence_id else ALL, recurrence_id) if is_offered(date, now)
    ]
    if not dates:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    return found, before, dates, by


def _accepted(
    found: Reservation, before: dict[str, Any], dates: list[Occurrence], by: Actor, now: datetime
) -> Reservation:
    taken = [date for date in dates if is_offered(date, now)]
    if not taken:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    waited = [date for date in taken if date.status == WAITLISTED]
    for date in taken:
        _take(date, now)
    asked = any(date.waiting_for == FOR_STAFF for date in taken)
    tell(notices.REQUESTED if asked else notices.CONFIRMED, found, now, taken, whole=True)
    left: Spans = {}
    for date in waited:
        add_spans(left, wanted_spans(date))
    closed(found, before, "accept", by, now, "waitlist", freed=left, gone=[*map(left_by, waited)])
    return found


def is_offered(date: Occurrence, now: datetime) -> bool:
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
        hold(entry, date.spans)
    else:
        space = entry.spaces[0]
        rules = terms([space], entry.interval)[space.id]
    agree(entry, rules, now)
