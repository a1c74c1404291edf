from datetime import datetime

from booking.actions.moves import closed, opened_dates
from booking.actions.pending import drop_pending, with_pending
from booking.actions.scopes import ALL
from booking.actions.transaction import transaction
from booking.errors import WrongState
from booking.models import Reservation
from booking.models.reservation import CLIENT
from booking.outbox.room_answers import answer_rooms
from booking.permissions import Actor
from booking.rules.lifecycle import CONFIRMED


@transaction
def withdraw_change(
    reservation_id: int, *, by: Actor, now: datetime, scope: str = ALL, recurrence_id: str = ""
) -> Reservation:
    """A change that waits for staff is asked for no more: what was confirmed stands alone again (D13).

    Nobody is told, for nobody but staff has heard of it; only in a client's own calendar it stands as it was
    asked for. Raises NotFound, Forbidden, Invalid, WrongState.
    """
    found, before, dates = opened_dates(reservation_id, "change", by, now, scope, recurrence_id)
    changing = with_pending(dates)
    if not changing:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    freed = drop_pending(changing, now)
    if found.organised_by == CLIENT:
        answer_rooms(found, now, {})
    closed(found, before, "withdraw_change", by, now, freed=freed)
    return found
