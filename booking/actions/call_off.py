from datetime import datetime

from booking.actions.cancel import called_off_dates
from booking.actions.moves import opened
from booking.actions.people import as_invited
from booking.actions.scopes import ALL, ONE, scoped
from booking.actions.transaction import transaction
from booking.errors import Forbidden, WrongState
from booking.models import Reservation
from booking.outbox.audience import is_chair
from booking.queries.unwanted import to_call_off
from booking.rules.lifecycle import CANCELLED
from booking.rules.reasons import NO_REASON


@transaction
def call_off_by_link(attendee_id: int, *, now: datetime, recurrence_id: str = "") -> Reservation:
    """The booker agrees by their personal link that what nobody comes to is cancelled (D25): all such dates,
    unless one is named. Raises Invalid, NotFound, Forbidden, WrongState, OutOfPolicy.
    """
    attendee, by = as_invited(attendee_id)
    if not is_chair(attendee):
        raise Forbidden(verb="call_off")
    found, before = opened(attendee.reservation_id, "call_off", by, now)
    meant, unwanted = scoped(found, ONE if recurrence_id else ALL, recurrence_id), to_call_off(found, now)
    dates = [date for date in meant if date in unwanted]
    if not dates:
        raise WrongState(status=found.status, wanted=CANCELLED)
    called_off_dates(found, before, dates, by, now, NO_REASON)
    return found
