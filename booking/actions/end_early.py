"""A meeting that is over before its time gives the rest of it back."""

from datetime import datetime, timedelta

from booking.actions.holding import Spans, free, hold, number
from booking.actions.moves import closed, opened
from booking.actions.scopes import within_reach
from booking.actions.transaction import transaction
from booking.errors import WrongState
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.permissions import Actor
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED
from booking.rules.walk_in import ended


@transaction
def end_early(reservation_id: int, *, by: Actor, now: datetime) -> Reservation:
    """Of the date that is on. Nobody is told: those whom it concerns are there.

    Raises NotFound, Forbidden, WrongState.
    """
    found, before = opened(reservation_id, "end_early", by, now)
    date = next((date for date in within_reach(found.occurrences, by) if may_end(date, now)), None)
    if date is None:
        raise WrongState(status=found.status, wanted="ended")
    freed = _shortened(date, now)
    number(date)
    closed(found, before, "end_early", by, now, freed=freed)
    return found


def may_end(date: Occurrence, now: datetime) -> bool:
    """It is on, and would last for a while yet. Of one that is to be changed what it holds is not settled."""
    on = date.status == CONFIRMED and date.starts_at <= now and date.pending is None
    return on and ended(date.interval, now).ends_at < date.ends_at


def _shortened(date: Occurrence, now: datetime) -> Spans:
    """What becomes free. The time to clear up comes earlier as well."""
    whole, held = date.interval, free(date)
    date.ends_at = ended(whole, now).ends_at
    by, freed = whole.ends_at - date.ends_at, Spans()
    db.session.flush()
    for resource_id, spans in held.items():
        hold(date, {resource_id: [_less(span, by) for span in spans]})
        freed[resource_id] = [Interval(span.ends_at - by, span.ends_at) for span in spans]
    return freed


def _less(span: Interval, by: timedelta) -> Interval:
    return Interval(span.starts_at, span.ends_at - by)
