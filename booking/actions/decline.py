from datetime import datetime

from booking.actions.holding import add_spans
from booking.actions.moves import closed, opened, turn, vet, waiting
from booking.actions.pending import drop_pending, with_pending
from booking.actions.scopes import ALL, scoped
from booking.actions.telling import offer, tell_gone
from booking.actions.transaction import transaction
from booking.actions.waitlist import booker_of
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.alternatives import alternatives, request_of
from booking.rules import notices
from booking.rules.lifecycle import DECLINED, TENTATIVE


@transaction
def decline(
    reservation_id: int,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    scope: str = ALL,
    recurrence_id: str = "",
) -> Reservation:
    """A request ends, and the mail offers other times; of a change asked for, the old times stay (D13).

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    reason = vet("reason", reason)
    found, before = opened(reservation_id, "approve", by, now)
    dates = scoped(found, scope, recurrence_id)
    changing = with_pending(dates)
    tentative = [d for d in dates if d.status == TENTATIVE] if changing else waiting(dates, found)
    offers = _offers(tentative, now)
    freed = drop_pending(changing, now, reason)
    add_spans(freed, turn(tentative, DECLINED, by, now, reason))
    if changing:
        tell(notices.CHANGE_DECLINED, found, now, changing, reason=reason, alternatives=offers)
    if tentative:
        tell_gone(notices.DECLINED, found, tentative, now, alternatives=offers)
    closed(found, before, "decline", by, now, "staff", reason, freed)
    return found


def _offers(dates: list[Occurrence], now: datetime) -> list[dict[str, object]]:
    if not dates:
        return []
    booker = booker_of(dates[0].reservation)
    return [offer(other) for other in alternatives(request_of(dates[0]), booker, now)]
