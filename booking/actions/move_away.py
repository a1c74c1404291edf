"""Bookings that stand where nothing can be any more are moved, all of them in one transaction."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.actions.history import picture
from booking.actions.holding import Spans, add_spans
from booking.actions.locks import lock_reservations
from booking.actions.moves import closed, vet
from booking.actions.reasons import in_own_words
from booking.actions.relocating import relocate
from booking.actions.telling import Facts, tell_moved
from booking.actions.transaction import Undo, transaction
from booking.models import Occurrence, Reservation
from booking.models.columns import Translated
from booking.outbox.audience import forget_reminders
from booking.permissions import Actor, demand
from booking.queries.reservations import reservations_of
from booking.queries.wanted import in_service
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING

MOST = 50  # bookings in one transaction


Place = tuple[Interval, Sequence[Translated]]  # when, and the names of the spaces


@dataclass(frozen=True, slots=True)
class MovedAway:
    """By ids of occurrences: those that found another place, with it, and those that did not and stay."""

    moved: Mapping[int, Place]
    left: Sequence[int]


@transaction
def move_away(
    occurrence_ids: Collection[int], *, by: Actor, now: datetime, reason: str = "", preview: bool = False
) -> MovedAway:
    """Each to the nearest time in its spaces, or to another that fits, and everybody invited is told.

    No more than the bookings of MOST reservations. A `preview` only tells. Raises Forbidden, Invalid.
    """
    demand(by, "approve")
    reason = vet("reason", reason)
    found = lock_reservations(reservations_of(occurrence_ids)[:MOST], now, in_service())
    moved: dict[int, Place] = {}
    for booking in found:
        moved |= {date.id: place(date) for date in _of(booking, occurrence_ids, by, now, reason)}
    done = MovedAway(moved, [one for one in occurrence_ids if one not in moved])
    if preview:
        raise Undo(done)
    return done


def place(date: Occurrence) -> Place:
    return date.interval, [space.names for space in date.spaces]


def _of(
    booking: Reservation, ids: Collection[int], by: Actor, now: datetime, reason: str
) -> list[Occurrence]:
    before = picture(booking)
    freed: Spans = {}
    done: list[tuple[Occurrence, Facts]] = []
    booking.revision += 1
    for date in [d for d in booking.occurrences if d.id in ids and d.status in HOLDING and d.starts_at > now]:
        if gone := relocate(date, now):
            add_spans(freed, gone[0])
            done.append((date, gone[1]))
    if not done:
        booking.revision -= 1
        return []
    forget_reminders(date for date, _ in done)
    tell_moved(booking, done, now, in_own_words(reason, by))
    closed(booking, before, "move_away", by, now, "staff", reason, freed)
    return [date for date, _ in done]
