"""A client says anew how a meeting is to which rooms of ours are invited (D33, ICAL C8–C10)."""

from contextlib import suppress
from datetime import datetime

from booking.actions.answering import itself
from booking.actions.changing import carry, closed_as_changed, find_others, told
from booking.actions.edits import brings
from booking.actions.history import Picture
from booking.actions.inbound import Outcome
from booking.actions.invitations import note_invitation
from booking.actions.making_way import make_way
from booking.actions.meeting_merged import key_of, merged, quantities
from booking.actions.meeting_plan import plan_of_meeting, wished_of
from booking.actions.moves import opened
from booking.actions.scopes import in_status
from booking.actions.transaction import Undo, transaction
from booking.errors import BookingError, BrokenRule, Invalid, OutOfPolicy, SlotTaken
from booking.models import Reservation
from booking.models.inbound import DONE, IGNORED
from booking.outbox.room_answers import answer_rooms
from booking.outbox.room_standing import DECLINED
from booking.permissions import Actor
from booking.rules.client_meeting import OLDER, SAME, InvitedRoom, against
from booking.rules.intake import faults
from booking.rules.lifecycle import HOLDING, WAITLISTED
from booking.rules.requests import BookingRequest


def change_meeting(reservation_id: int, request: BookingRequest, *, by: Actor, now: datetime) -> Outcome:
    """What became of the message. What cannot be had leaves the booking as it was, but for dates of a series.

    Raises Invalid, NotFound, Forbidden, WrongState, and OutOfPolicy and SlotTaken with alternatives.
    """
    if wrong := faults(request):
        raise Invalid(wrong)
    try:
        return _change(reservation_id, request, by, now)
    except (SlotTaken, OutOfPolicy) as refused:
        refused.values = {"wished": request, "booker": None, "there": ()} | refused.values
        with suppress(BookingError):  # a courtesy
            find_others(refused, now)
        raise


@transaction
def _change(reservation_id: int, request: BookingRequest, by: Actor, now: datetime) -> Outcome:
    edit = wished_of(request)
    found, before = opened(reservation_id, "change", by, now, *brings(edit))
    invitation, meeting = found.invitation, request.meeting
    assert invitation is not None and meeting is not None
    age = against(meeting.events, invitation.events)
    if age == OLDER or (age == SAME and not _adds_rooms(found, request)):
        raise Undo(outcome_of_older(age, found.id))
    request = merged(found, request, age == SAME)
    assert request.meeting
    note_invitation(invitation, request.meeting)
    if not in_status(found.occurrences, (*HOLDING, WAITLISTED), now):
        return _begun(found, request, now)
    if _is_another_kind(found, request):
        made = make_way(found, before, request, itself, by, now)
        return Outcome(DONE, "changed", reservation_id=made.id)
    return _carried(found, before, request, by, now)


def _begun(found: Reservation, request: BookingRequest, now: datetime) -> Outcome:
    """What runs is touched no more: its rooms answer as it stands. Raises OutOfPolicy."""
    assert found.invitation is not None
    if _is_another_kind(found, request):
        raise OutOfPolicy([BrokenRule("past", "starts_at")])
    answer_rooms(found, now, {})
    given = [partstat for each in found.invitation.answers.values() for partstat in each.values()]
    return Outcome(DONE, "not_booked" if DECLINED in given else "confirmed_again", reservation_id=found.id)


def _adds_rooms(found: Reservation, request: BookingRequest) -> bool:
    assert found.invitation is not None and request.meeting is not None
    types = {*quantities(found), *request.equipment}
    known = {key_of(InvitedRoom(**room), types) for room in found.invitation.rooms}
    return any(key_of(room, types) not in known for room in request.meeting.rooms)


def _is_another_kind(found: Reservation, request: BookingRequest) -> bool:
    """A single meeting and a series, or series by two clocks, have no names of dates in common."""
    if request.meeting and request.meeting.of_dates:
        return False
    return bool(request.rrule) != bool(found.rrule) or bool(found.rrule and request.tzid != found.tzid)


def _carried(
    found: Reservation, before: Picture, request: BookingRequest, by: Actor, now: datetime
) -> Outcome:
    plan, wished = plan_of_meeting(found, request, by, now)
    changed, freed = carry(found, plan, request, wished)
    if not told(found, changed, before, wished):
        answer_rooms(found, now, {})
        return Outcome(DONE, "confirmed_again", reservation_id=found.id)
    closed_as_changed(found, changed, before, freed, wished)
    return Outcome(DONE, "changed", reservation_id=found.id)


def outcome_of_older(age: str, reservation_id: int) -> Outcome | None:
    """None for what is news."""
    if age == SAME:
        return Outcome(DONE, "same_message", reservation_id=reservation_id)
    return Outcome(IGNORED, "older_message", reservation_id=reservation_id) if age == OLDER else None
