from datetime import datetime

from booking.actions.before import wanted
from booking.actions.holding import add_spans
from booking.actions.moves import closed, opened_dates, turn, waiting
from booking.actions.pending import drop_pending, with_pending
from booking.actions.reasons import reason_of, told, written_down
from booking.actions.relocating import other_times
from booking.actions.scopes import ALL
from booking.actions.telling import offer, tell_gone
from booking.actions.transaction import transaction
from booking.models import Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.rules import notices
from booking.rules.lifecycle import DECLINED, TENTATIVE
from booking.rules.reasons import DECLINE, Said


@transaction
def decline(
    reservation_id: int,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    reason_locale: str = "",
    standard_reason: int | None = None,
    scope: str = ALL,
    recurrence_id: str = "",
    revision: int | None = None,
) -> Reservation:
    """A request ends, and the mail offers other times; of a change asked for, the old times stay (D13).

    `standard_reason` is an id; `reason` is written in `reason_locale`, else in the language of who gives it.
    `revision` is the one that staff read. Raises Invalid, NotFound, Forbidden, WrongState, Stale.
    """
    why = reason_of(DECLINE, Said(reason, reason_locale, standard_reason), by)
    found, before, dates = opened_dates(reservation_id, "approve", by, now, scope, recurrence_id, revision)
    changing = with_pending(dates)
    tentative = [d for d in dates if d.status == TENTATIVE] if changing else waiting(dates, found)
    offers = [offer(other) for other in other_times(tentative[0], now)] if tentative else []
    asked = wanted(changing) if changing else {}
    freed = drop_pending(changing, now, why)
    add_spans(freed, turn(tentative, DECLINED, by, now, why))
    if changing:
        tell(notices.CHANGE_DECLINED, found, now, changing, alternatives=offers, **told(why), **asked)
    if tentative:
        tell_gone(notices.DECLINED, found, tentative, now, alternatives=offers)
    closed(found, before, "decline", by, now, "staff", written_down(why, by), freed)
    return found
