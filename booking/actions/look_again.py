from datetime import datetime

from booking.actions.holding import Spans, add_spans
from booking.actions.locks import lock_reservations
from booking.actions.transaction import Undo, transaction
from booking.actions.waitlist import promote
from booking.models import Occurrence, Reservation
from booking.permissions import Actor, demand
from booking.queries.waitlist import wanted_spans
from booking.rules.lifecycle import WAITLISTED


@transaction
def look_again(reservation_id: int, *, by: Actor, now: datetime) -> Reservation | None:
    """The line behind what this one waits for moves up where there is room by now, because rules, resources,
    quotas or closures are others (D17); nothing, and nothing is changed, where there is none.

    Raises Forbidden, NotFound.
    """
    demand(by, "approve")
    (found,) = lock_reservations([reservation_id], now)
    entries = [date for date in found.occurrences if date.status == WAITLISTED and date.starts_at > now]
    offered = _offered(entries)
    if not promote(_wanted(entries), now) and _offered(entries) == offered:
        raise Undo(None)
    return found


def _wanted(entries: list[Occurrence]) -> Spans:
    spans: Spans = {}
    for entry in entries:
        add_spans(spans, wanted_spans(entry))
    return spans


def _offered(entries: list[Occurrence]) -> list[datetime | None]:
    """An offer to all leaves who got it in the line."""
    return [entry.offered_at for entry in entries]
