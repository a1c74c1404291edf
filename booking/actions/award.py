from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.actions.answering import Answer, itself
from booking.actions.awarded import Awarded, MadeRoom, as_seen
from booking.actions.history import picture
from booking.actions.holding import Spans, add_spans, free, hold, number
from booking.actions.locks import lock_reservations
from booking.actions.making_room import make_room
from booking.actions.moves import closed, vet
from booking.actions.reasons import in_own_words
from booking.actions.scopes import anchor
from booking.actions.transaction import StartOver, Undo, transaction
from booking.actions.waitlist import fitted, left_by
from booking.errors import Stale, WrongState
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor, demand
from booking.queries.reservations import holders, reservation
from booking.queries.told import last_snapshot, told_since
from booking.queries.wanted import in_service
from booking.rules import notices
from booking.rules.lifecycle import CONFIRMED, WAITLISTED
from booking.rules.reasons import Reason


@dataclass(frozen=True, slots=True)
class Decision:
    """Who gives it, and whether the holders are moved; `seen` and `places` as staff were shown them."""

    by: Actor
    now: datetime
    move: bool
    reason: Reason
    seen: str | None
    places: str | None
    preview: bool


def award(
    reservation_id: int,
    *,
    by: Actor,
    now: datetime,
    recurrence_id: str = "",
    move: bool = True,
    reason: str = "",
    seen: str | None = None,
    places: str | None = None,
    preview: bool = False,
    answer: Answer[Awarded] | None = None,
) -> Any:
    """The slot goes to who waits for it: its holders are moved to the nearest place where there is one and
    `move` says so, else declined or cancelled with other times to choose from. One set of mails.

    What became of it, or `answer` of that worked out within the transaction; of a preview nothing is kept.
    `seen` and `places` are those of what staff were shown (Awarded).
    Raises Invalid, NotFound, Forbidden, WrongState, OutOfPolicy, SlotTaken, Stale.
    """
    demand(by, "approve")
    why = in_own_words(vet("reason", reason), by)
    decision = Decision(by, now, move, why, seen, places, preview)
    return _award(reservation_id, recurrence_id, decision, answer or itself)


@transaction
def _award(reservation_id: int, recurrence_id: str, decision: Decision, answer: Answer[Awarded]) -> Any:
    entry, dates, others = _locked(reservation_id, recurrence_id, decision.now)
    seen, before = as_seen(entry, dates), last_snapshot()
    _refuse_other(seen, decision.seen)
    _refuse_impossible(entry, dates, decision.now)
    made_room = _handed_over(entry, dates, others, decision)
    awarded = Awarded(entry, made_room, told_since(before, decision.now), seen)
    _refuse_other(awarded.places, decision.places)
    result = answer(awarded)
    if decision.preview:
        raise Undo(result)
    return result


def _refuse_impossible(entry: Occurrence, dates: Sequence[Occurrence], now: datetime) -> None:
    """Only what waits can be given a slot, and no meeting that has begun, nor another date of the same
    booking, makes room. Raises WrongState."""
    own = any(date.reservation is entry.reservation for date in dates)
    if entry.status != WAITLISTED or own or any(date.starts_at <= now for date in (entry, *dates)):
        raise WrongState(status=entry.status, wanted=CONFIRMED)


def _refuse_other(now: str, shown: str | None) -> None:
    """Raises Stale."""
    if shown is not None and shown != now:
        raise Stale()


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


def _handed_over(
    entry: Occurrence, dates: Sequence[Occurrence], others: Sequence[Reservation], decision: Decision
) -> list[MadeRoom]:
    """It is held, told and written down, and so is what became of each of the others."""
    by, now, reason = decision.by, decision.now, decision.reason
    found, made_room = entry.reservation, list[MadeRoom]()
    before = {booking.id: picture(booking) for booking in (found, *others)}
    freed = _give(entry, dates, now)
    tell(notices.CONFIRMED, found, now, [entry], whole=True)
    closed(found, before[found.id], "award", by, now, "staff", reason.text)
    for booking in others:
        booking.revision += 1
        mine = [date for date in dates if date.reservation_id == booking.id]
        made_room += make_room(booking, mine, decision.move, by, now, reason)
        last = booking is others[-1]  # the line moves up when all that was done is written down
        gone = [left_by(entry)] if last else []
        left = freed if last else None
        closed(booking, before[booking.id], "give_way", by, now, "award", reason.text, left, gone)
    return made_room


def _give(entry: Occurrence, dates: Sequence[Occurrence], now: datetime) -> Spans:
    """What the holders gave up. Raises Invalid, OutOfPolicy, SlotTaken: why it does not suit even then."""
    freed: Spans = {}
    for date in dates:
        add_spans(freed, free(date))
    db.session.flush()
    taken, _ = fitted(entry, now)
    hold(entry, taken.spans)
    entry.status, entry.decided_at, entry.offered_at = CONFIRMED, now, None
    entry.reservation.revision += 1
    number(entry)
    db.session.flush()
    return freed
