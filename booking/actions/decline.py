from datetime import datetime

from booking.actions.moves import closed, opened, turn, vet, waiting
from booking.actions.transaction import transaction
from booking.models import Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.alternatives import alternatives, request_of
from booking.rules import notices
from booking.rules.availability import Alternative
from booking.rules.lifecycle import DECLINED


@transaction
def decline(reservation_id: int, *, by: Actor, now: datetime, reason: str = "") -> Reservation:
    """The mail offers other times. Raises Invalid, NotFound, Forbidden, WrongState."""
    reason = vet("reason", reason)
    found, before = opened(reservation_id, "approve", by)
    tentative = waiting(found)
    offers = [_offer(other) for other in alternatives(request_of(tentative[0]), now)]
    turn(tentative, DECLINED, by, now, reason)
    tell(notices.DECLINED, found, now, alternatives=offers)
    closed(found, before, "decline", by, now, "staff", reason)
    return found


def _offer(other: Alternative) -> dict[str, object]:
    return {
        "spaces": list(other.spaces),
        "starts_at": other.interval.starts_at.isoformat(),
        "ends_at": other.interval.ends_at.isoformat(),
    }
