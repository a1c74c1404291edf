"""An invited person's calendar asks for the invitation again (RFC 5546 3.2.6)."""

from datetime import datetime

from booking.actions.history import record
from booking.actions.locks import lock_reservations
from booking.actions.mailed_reply import NOT_INVITED, TOO_LATE
from booking.actions.partstats import open_dates
from booking.actions.people import invited
from booking.actions.transaction import Undo, transaction
from booking.outbox.audience import have_invitation
from booking.outbox.once_more import once_more

SENT, JUST_SENT = "refreshed", "refreshed_already"


@transaction
def refresh(reservation_id: int, email: str, *, now: datetime) -> str:
    """What became of it, as a code. Raises NotFound."""
    (found,) = lock_reservations([reservation_id], now)
    attendee = next((one for one in found.attendees if one.email == email), None)
    if attendee is None or attendee.id not in have_invitation(found):
        raise Undo(NOT_INVITED)
    dates = open_dates(found, now)
    if not dates:
        raise Undo(TOO_LATE)
    if not once_more(attendee, dates[0], now):
        raise Undo(JUST_SENT)
    record("refresh", invited(attendee, "mail"), now, reservation=found)
    return SENT
