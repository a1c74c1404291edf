"""What staff did is taken back before anybody was told (D30)."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from booking.actions.forgotten import add_forgotten
from booking.actions.history import picture
from booking.actions.locks import lock_reservations
from booking.actions.moves import closed
from booking.actions.outdating import reopen
from booking.actions.putting_back import put_back
from booking.actions.transaction import transaction
from booking.actions.undoable import Done, done_to, stands
from booking.errors import Stale, WrongState
from booking.models import Occurrence, Reservation
from booking.models.message import DROPPED
from booking.models.reservation import CLIENT
from booking.outbox.audience import forget_reminders
from booking.outbox.held_back import say_after_all, take_back
from booking.outbox.reminders import remind
from booking.outbox.room_answers import note_as_answered
from booking.permissions import Actor, demand
from booking.queries.reservations import reservation
from booking.rules.lifecycle import CONFIRMED

NOTHING, TOO_LATE = "nothing_to_undo", "too_late"


@transaction
def undo(reservation_id: int, *, by: Actor, now: datetime, revision: int | None = None) -> Reservation:
    """All that the latest act of staff on it changed, of other bookings too, is as it was before, and the
    mails of it are never sent. The booking that goes on: of a series that was split, the one it was.

    `revision` is the one that was read. Raises NotFound, Forbidden, Stale, SlotTaken, and WrongState where
    there is nothing to undo, or it is too late: a mail is under way, or something else has been done since.
    """
    demand(by, "approve")
    done = _latest(reservation_id, revision, by, now)
    found = lock_reservations(done.reservation_ids, now, done.resource_ids)
    _refuse_changed(done)
    if not take_back(done.reservation_ids, done.at, done.until):
        raise WrongState(TOO_LATE)
    _undone(found, done, by, now)
    return reservation(_goes_on(reservation_id, done))


def _latest(reservation_id: int, revision: int | None, by: Actor, now: datetime) -> Done:
    """Raises NotFound, Stale, WrongState."""
    if revision not in (None, reservation(reservation_id).revision):
        raise Stale()
    all_of_it = done_to(reservation_id, by.undo_for, now)
    if not all_of_it:
        raise WrongState(NOTHING)
    return next((done for done in all_of_it if stands(done)), all_of_it[0])


def _refuse_changed(done: Done) -> None:
    """Raises WrongState."""
    if not stands(done):
        raise WrongState()


def _undone(found: Sequence[Reservation], done: Done, by: Actor, now: datetime) -> None:
    """Each booking has an entry in the history; what becomes free by this goes to who waits for it."""
    before = {booking.id: picture(booking) for booking in found}
    called_off = {booking.id: booking.revision for booking in found}
    forget_reminders(date for booking in found for date in booking.occurrences)
    for booking in found:
        booking.revision += 1
    freed = put_back(found, done)
    for number, revision in called_off.items():
        _say_after_all(number, revision)
    remind(_confirmed(found), done.at)  # those too that fell due meanwhile
    for booking in found:
        if booking.organised_by == CLIENT:
            note_as_answered(booking)
        rest = freed if booking is found[-1] else None
        closed(booking, before[booking.id], "undo", by, now, done.actions[booking.id], freed=rest)
    reopen(done.reservation_ids, done.at)


def _say_after_all(reservation_id: int, revision: int) -> None:
    add_forgotten(Counter((kind, DROPPED) for kind in say_after_all(reservation_id, revision)))


def _confirmed(found: Sequence[Reservation]) -> list[Occurrence]:
    return [date for booking in found for date in booking.occurrences if date.status == CONFIRMED]


def _goes_on(reservation_id: int, done: Done) -> int:
    """What was split off is nothing any more; the rest of the series has it back."""
    if reservation_id in done.before["reservation"]:
        return reservation_id
    split: int = done.after["reservation"][reservation_id]["continues_id"]
    return split
