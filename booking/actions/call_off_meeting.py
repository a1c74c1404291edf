"""A client calls off a meeting to which rooms of ours are invited, or dates of it (RFC 5546 3.2.5)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from booking.actions.answering import itself
from booking.actions.book import made
from booking.actions.cancel import given_up, refuse_late
from booking.actions.drop_rooms import drop_rooms
from booking.actions.history import Picture
from booking.actions.inbound import Outcome
from booking.actions.moves import closed, opened
from booking.actions.scopes import in_status
from booking.actions.telling import tell_gone
from booking.actions.transaction import transaction
from booking.models import Occurrence, Reservation
from booking.models.inbound import DONE, IGNORED
from booking.outbox.room_answers import note_as_answered
from booking.permissions import Actor
from booking.rules import notices
from booking.rules.client_meeting import WHOLE, order
from booking.rules.lifecycle import CANCELLED, HOLDING, called_off
from booking.rules.requests import BookingRequest

Events = Mapping[str, Mapping[str, Any]]


@transaction
def call_off_meeting(
    reservation_id: int, events: Events, rooms: Collection[str], *, by: Actor, now: datetime
) -> Outcome:
    """`events` by their names, as they were received, and slugs of the `rooms` that were told: where others
    are invited too they alone are let go. The client knows: nothing is answered.

    Thunderbird calls off with the SEQUENCE of its last REQUEST (ICAL C9). Raises NotFound, Forbidden, and
    OutOfPolicy after the space's deadline.
    """
    found, before = opened(reservation_id, "cancel", by, now)
    if _is_older(found, events):
        found.revision -= 1
        return Outcome(IGNORED, "older_message", reservation_id=found.id)
    _note(found, events)
    if WHOLE in events and _others(found, rooms):
        return drop_rooms(found, before, rooms, by, now)
    dates = [date for date in in_status(_meant(found, events), HOLDING, now) if _all_of(date, rooms)]
    if not dates:
        found.revision -= 1
        return Outcome(IGNORED, "nothing_left", reservation_id=found.id)
    refuse_late(dates, by, now)
    status = called_off(dates[0].status)
    freed = given_up(dates, by, now)
    note_as_answered(found)
    tell_gone(notices.CANCELLED if status == CANCELLED else notices.WITHDRAWN, found, dates, now)
    closed(found, before, "cancel", by, now, status, freed=freed)
    return Outcome(DONE, "called_off", reservation_id=found.id)


def _meant(found: Reservation, events: Events) -> Sequence[Occurrence]:
    """A single date of a series that came to us alone is all that there is."""
    if WHOLE in events or not found.rrule:
        return found.occurrences
    return [date for date in found.occurrences if date.recurrence_id in events]


def _others(found: Reservation, rooms: Collection[str]) -> bool:
    """Whether rooms are still invited to all of it that were not told."""
    invited = found.invitation.rooms if found.invitation else []
    return any(room["slug"] not in rooms and not room["dates"] for room in invited)


def _all_of(date: Occurrence, rooms: Collection[str]) -> bool:
    """Whether all that are invited to it were told: those of this date alone, if there are any."""
    invitation = date.reservation.invitation
    invited = invitation.rooms if invitation else []
    own = [room for room in invited if date.recurrence_id in room["dates"]]
    return all(room["slug"] in rooms for room in own or [room for room in invited if not room["dates"]])


def _is_older(found: Reservation, events: Events) -> bool:
    """By SEQUENCE alone."""
    known = found.invitation.events if found.invitation else {}
    said = [(one, known.get(name) or known.get(WHOLE) or {}) for name, one in events.items()]
    return all(order(dict(one))[0] < order(old)[0] for one, old in said)


def _note(found: Reservation, events: Events) -> None:
    """So that a REQUEST which comes late books nothing."""
    invitation = found.invitation
    assert invitation is not None
    known = dict(invitation.events)
    for name, one in events.items():
        old = known.get(name) or known.get(WHOLE)
        if old:
            known[name] = {**old, **_version(one)}
    invitation.events = known


def _version(event: Mapping[str, Any]) -> dict[str, Any]:
    return {name: event[name] for name in ("sequence", "dtstamp")}


def end_unasked(
    found: Reservation, before: Picture, request: BookingRequest, by: Actor, now: datetime
) -> Outcome:
    """A single meeting has become a series, or a series a single one: another booking takes its place, within
    the caller's transaction. Raises OutOfPolicy, SlotTaken."""
    dates = in_status(found.occurrences, HOLDING, now)
    freed = given_up(dates, by, now)
    note_as_answered(found)
    booking, _ = made(request, by, now, itself)
    tell_gone(notices.CANCELLED, found, dates, now)
    closed(found, before, "cancel", by, now, CANCELLED, freed=freed)
    return Outcome(DONE, "changed", reservation_id=booking.id)
