from datetime import datetime

from booking.actions.accept import offered_by_link
from booking.actions.cancel import given_up
from booking.actions.moves import closed
from booking.actions.telling import tell_gone
from booking.actions.transaction import transaction
from booking.actions.waitlist import left_by
from booking.models import Reservation
from booking.rules import notices
from booking.rules.lifecycle import WAITLISTED, WITHDRAWN


@transaction
def leave_offer_by_link(attendee_id: int, *, now: datetime, recurrence_id: str = "") -> Reservation:
    """The booker does not want what the waitlist offers any more: the next in line may have it (D17).

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    found, before, dates, by = offered_by_link(attendee_id, now, recurrence_id)
    waited = [date for date in dates if date.status == WAITLISTED]
    freed = given_up(dates, by, now)
    tell_gone(notices.WITHDRAWN, found, dates, now)
    closed(found, before, "cancel", by, now, WITHDRAWN, "", freed, [*map(left_by, waited)])
    return found
