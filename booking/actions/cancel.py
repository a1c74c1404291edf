from datetime import datetime, timedelta

from booking.actions.differences import first_of
from booking.actions.holding import Spans, add_spans
from booking.actions.moves import closed, opened, turn, vet
from booking.actions.scopes import ALL, FOLLOWING, in_status, scoped
from booking.actions.telling import tell_gone
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, OutOfPolicy, WrongState
from booking.models import Occurrence, Reservation
from booking.permissions import Actor
from booking.queries.spaces import policy_of
from booking.rules import notices
from booking.rules.lifecycle import CANCELLED, HOLDING, WAITLISTED, called_off
from booking.rules.recurrence import ended_before


@transaction
def cancel(
    reservation_id: int,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    scope: str = ALL,
    recurrence_id: str = "",
) -> Reservation:
    """A booking is cancelled, a request withdrawn; what has begun can no longer be called off.

    After a space's cancellation deadline only staff may. Raises Invalid, NotFound, Forbidden, WrongState,
    OutOfPolicy.
    """
    reason = vet("reason", reason)
    found, before = opened(reservation_id, "cancel", by, now)
    dates = in_status(scoped(found, scope, recurrence_id), (*HOLDING, WAITLISTED), now)
    if not dates:
        raise WrongState(status=found.status, wanted=CANCELLED)
    _refuse_late(dates, by, now)
    after, waited = called_off(dates[0].status), [date for date in dates if date.status == WAITLISTED]
    freed: Spans = {}
    for date in waited:
        add_spans(freed, {space.id: [date.interval] for space in date.spaces})
    for date in dates:
        add_spans(freed, turn([date], called_off(date.status), by, now, reason))
    if scope == FOLLOWING:
        _end_before(found, first_of(dates))
    tell_gone(notices.CANCELLED if after == CANCELLED else notices.WITHDRAWN, found, dates, now)
    closed(found, before, "cancel", by, now, after, reason, freed, waited)
    return found


def _refuse_late(dates: list[Occurrence], by: Actor, now: datetime) -> None:
    """What was never confirmed may be withdrawn at any time."""
    if by.is_staff:
        return
    for date in (date for date in dates if date.status not in ("tentative", WAITLISTED)):
        deadline = max(
            (policy_of(space).cancellation_deadline for space in date.spaces), default=timedelta(0)
        )
        if date.starts_at - now < deadline:
            raise OutOfPolicy([BrokenRule("too_late_to_cancel", "", {"deadline": deadline})])


def _end_before(found: Reservation, first: str) -> None:
    """The rule ends there; single dates that were added after it are called off like the rest."""
    if not found.rrule or not found.dtstart or first <= found.dtstart:
        return
    starts, wall = datetime.fromisoformat(found.dtstart), datetime.fromisoformat(first)
    found.rrule = ended_before(found.rrule, starts, wall, found.tzid)
