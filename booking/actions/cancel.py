from datetime import datetime

from booking.actions.moves import closed, opened, turn, vet
from booking.actions.transaction import transaction
from booking.errors import WrongState
from booking.models import Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.rules import notices
from booking.rules.lifecycle import CANCELLED, HOLDING, called_off


@transaction
def cancel(reservation_id: int, *, by: Actor, now: datetime, reason: str = "") -> Reservation:
    """A booking is cancelled, a request withdrawn; what has begun can no longer be called off.

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    reason = vet("reason", reason)
    found, before = opened(reservation_id, "cancel", by)
    coming = [o for o in found.occurrences if o.status in HOLDING and o.starts_at > now]
    if not coming:
        raise WrongState(status=found.status, wanted=CANCELLED)
    after = called_off(coming[0].status)
    turn(coming, after, by, now, reason)
    tell(notices.CANCELLED if after == CANCELLED else notices.WITHDRAWN, found, now)
    closed(found, before, "cancel", by, now, after, reason)
    return found
