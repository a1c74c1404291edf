from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking.actions.history import picture
from booking.actions.holding import Spans, add_spans, free, hold, number
from booking.actions.locks import lock_reservations
from booking.actions.moves import closed, turn, vet
from booking.actions.relocating import relocate
from booking.actions.scopes import anchor
from booking.actions.telling import offer, tell_gone
from booking.actions.transaction import StartOver, transaction
from booking.actions.waitlist import booker_of, fitting
from booking.errors import SlotTaken, WrongState
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.outbox.audience import forget_reminders
from booking.outbox.enqueue import tell
from booking.permissions import Actor, demand
from booking.queries.alternatives import alternatives, request_of
from booking.queries.reservations import holders, reservation
from booking.queries.wanted import in_service
from booking.rules import notices
from booking.rules.availability import Conflict
from booking.rules.lifecycle import CANCELLED, CONFIRMED, DECLINED, TENTATIVE, WAITLISTED


@transaction
def award(
    reservation_id: int,
    *,
    by: Actor,
    now: datetime,
    recurrence_id: str = "",
    move: bool = True,
    reason: str = "",
) -> Reservation:
    """The slot goes to who waits for it: its holders are moved to the nearest place where there is one and
    `move` says so, else declined or cancelled with other times to choose from. One set of mails.

    Raises Invalid, NotFound, Forbidden, WrongState, SlotTaken.
    """
    demand(by, "approve")
    reason = vet("reason", reason)
    entry, dates, others = _locked(reservation_id, recurrence_id, now)
    found = entry.reservation
    own = any(date.reservation is found for date in dates)  # another date of the same booking
    if entry.status != WAITLISTED or own or any(date.starts_at <= now for date in (entry, *dates)):
        raise WrongState(status=entry.status, wanted=CONFIRMED)
    before = {booking.id: picture(booking) for booking in (found, *others)}
    freed = _give(entry, dates, now)
    tell(notices.CONFIRMED, found, now, [entry], whole=True)
    closed(found, before[found.id], "award", by, now, "staff", reason)
    for booking in others:
        booking.revision += 1
        mine = [date for date in dates if date.reservation_id == booking.id]
        _out_of_the_way(booking, mine, move, by, now, reason)
        last = booking is others[-1]  # the line moves up when all that was done is written down
        gone = [entry] if last else []
        closed(
            booking, before[booking.id], "give_way", by, now, "award", reason, freed if last else None, gone
        )
    return found


def _locked(
    reservation_id: int, recurrence_id: str, now: datetime
) -> tuple[Occurrence, list[Occurrence], list[Reservation]]:
    """Who waits, the dates that hold its slot, and whose they are. Raises NotFound, Invalid, StartOver."""
    rivals = holders(anchor(reservation(reservation_id), recurrence_id))
    ids = [reservation_id, *sorted({rival.reservation_id for rival in rivals} - {reservation_id})]
    found, *others = lock_reservations(ids, now, in_service())
    entry = anchor(found, recurrence_id)
    dates = list(holders(entry))
    if not {date.reservation_id for date in dates} <= set(ids):
        raise StartOver
    return entry, dates, [booking for booking in others if any(d.reservation is booking for d in dates)]


def _give(entry: Occurrence, dates: Sequence[Occurrence], now: datetime) -> Spans:
    """What the holders gave up. Raises SlotTaken where the slot does not suit even then."""
    freed: Spans = {}
    for date in dates:
        add_spans(freed, free(date))
    db.session.flush()
    found = fitting(entry, now)
    if found is None:
        raise SlotTaken([Conflict(space.slug) for space in entry.spaces])
    hold(entry, {resource_id: [span] for resource_id, span in found[0].claims.items()})
    entry.status, entry.decided_at, entry.offered_at = CONFIRMED, now, None
    entry.reservation.revision += 1
    number(entry)
    db.session.flush()
    return freed


def _out_of_the_way(
    booking: Reservation, dates: Sequence[Occurrence], move: bool, by: Actor, now: datetime, reason: str
) -> None:
    """Moved and told of the new time, or ended with other times to choose from."""
    places = [(date, relocate(date, now) if move else None) for date in dates]
    forget_reminders(dates)
    moved = [(date, gone[1]) for date, gone in places if gone]
    if moved:
        _tell_moved(booking, moved, now, reason)
    for date in [date for date, gone in places if not gone]:
        offers = [offer(o) for o in alternatives(request_of(date), booker_of(booking), now)]
        tentative = date.status == TENTATIVE
        turn([date], DECLINED if tentative else CANCELLED, by, now, reason)
        happened = notices.DECLINED if tentative else notices.CANCELLED
        tell_gone(happened, booking, [date], now, alternatives=offers)


def _tell_moved(
    booking: Reservation, moved: Sequence[tuple[Occurrence, dict[str, Any]]], now: datetime, reason: str
) -> None:
    dates, was = [date for date, _ in moved], moved[0][1] if len(moved) == 1 else None
    confirmed = any(date.status == CONFIRMED for date in dates)
    happened = notices.CHANGED if confirmed else notices.REQUEST_CHANGED
    tell(happened, booking, now, dates, was=was, reason=reason)
