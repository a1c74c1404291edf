"""A client calls off a meeting to which rooms of ours are invited, or dates of it (RFC 5546 3.2.5)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from booking.actions.calling_off_noted import Events, is_older, note_called_off
from booking.actions.cancel import given_up, refuse_late
from booking.actions.drop_rooms import drop_rooms, left_in
from booking.actions.history import Picture, picture
from booking.actions.inbound import Outcome
from booking.actions.meeting_merged import quantities
from booking.actions.moves import closed, opened
from booking.actions.scopes import in_status
from booking.actions.telling import tell_gone
from booking.actions.transaction import transaction
from booking.models import Occurrence, Reservation
from booking.models.inbound import DONE, IGNORED, REFUSED
from booking.outbox.audience import forget_answers
from booking.outbox.room_answers import note_as_answered
from booking.permissions import Actor
from booking.rules import notices
from booking.rules.client_meeting import WHOLE
from booking.rules.lifecycle import CANCELLED, HOLDING, status_called_off


@transaction
def call_off_meeting(
    reservation_id: int, events: Events, rooms: Collection[str], *, by: Actor, now: datetime
) -> Outcome:
    """`events` by their names, as they were received, and slugs of the `rooms` that were told: they alone are
    let go where a space is left to the others. The client knows what it told them: they do not answer.

    Thunderbird calls off with the SEQUENCE of its last REQUEST (ICAL C9). Raises NotFound, Forbidden, and
    OutOfPolicy after the space's deadline.
    """
    found, before = opened(reservation_id, "cancel", by, now, changes=False)
    if is_older(found, events):
        return Outcome(IGNORED, "older_message", reservation_id=found.id)
    note_called_off(found, events)
    whole = WHOLE in events or not found.rrule
    dates = in_status(_meant(found, events), HOLDING, now)
    ended = [date for date in dates if _all_of(date, rooms) or not left_in(date, rooms)]
    smaller = [date for date in dates if date not in ended and _holds(date, rooms)]
    if not whole and any(_is_no_date_of_its_own(date, rooms) for date in smaller):
        return Outcome(REFUSED, "date_keeps_rooms", reservation_id=found.id)
    if whole and ended != dates:
        _forget(found, rooms)
    if not ended and not smaller:
        return Outcome(IGNORED, "nothing_left", reservation_id=found.id)
    found.revision += 1
    if smaller:
        drop_rooms(found, before, smaller, rooms, whole, by, now)
        before = picture(found)
    if ended:
        _end(found, before, ended, rooms, by, now)
    return Outcome(DONE, "room_let_go" if smaller else "called_off", reservation_id=found.id)


def _end(
    found: Reservation,
    before: Picture,
    dates: list[Occurrence],
    rooms: Collection[str],
    by: Actor,
    now: datetime,
) -> None:
    """Rooms that were not told, such as what was lent beside a space, answer that they do not come."""
    refuse_late(dates, by, now)
    status = status_called_off(dates[0].status)
    freed = given_up(dates, by, now)
    forget_answers(found, dates)
    note_as_answered(found, rooms)
    tell_gone(notices.CANCELLED if status == CANCELLED else notices.WITHDRAWN, found, dates, now)
    closed(found, before, "cancel", by, now, status, freed=freed)


def _meant(found: Reservation, events: Events) -> Sequence[Occurrence]:
    """A single date of a series that came to us alone is all that there is."""
    if WHOLE in events or not found.rrule:
        return found.occurrences
    return [date for date in found.occurrences if date.recurrence_id in events]


def _holds(date: Occurrence, rooms: Collection[str]) -> bool:
    return not _held(date).isdisjoint(rooms)


def _held(date: Occurrence) -> set[str]:
    return {space.slug for space in date.spaces} | quantities(date.reservation).keys()


def _is_no_date_of_its_own(date: Occurrence, rooms: Collection[str]) -> bool:
    """One date of a series has either all that is booked or one space of its own."""
    equipment = quantities(date.reservation)
    return len(left_in(date, rooms)) > 1 or any(slug in equipment for slug in rooms)


def _forget(found: Reservation, rooms: Collection[str]) -> None:
    """They are invited no more, while others are."""
    assert found.invitation is not None
    found.invitation.rooms = [room for room in found.invitation.rooms if room["slug"] not in rooms]


def _all_of(date: Occurrence, rooms: Collection[str]) -> bool:
    """Whether all that are invited to it were told: those of this date alone, if there are any."""
    invitation = date.reservation.invitation
    invited = invitation.rooms if invitation else []
    own = [room for room in invited if date.recurrence_id in room["dates"]]
    return all(room["slug"] in rooms for room in own or [room for room in invited if not room["dates"]])
