"""A client invites rooms of ours to a meeting, or says anew how it is: REQUEST (RFC 5546 3.2.2)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from booking.actions.book import book
from booking.actions.change_meeting import change_meeting
from booking.actions.inbound import Outcome
from booking.actions.refuse_meeting import refuse_meeting
from booking.errors import BookingError, Busy, Forbidden, Unreadable
from booking.mailbox.acting import Acting, acting
from booking.mailbox.asked import asked_for
from booking.mailbox.called_off_before import called_off_before, dates_of_some, without_dates
from booking.mailbox.calling_off import call_off, rooms_told
from booking.mailbox.held import hold
from booking.mailbox.incoming import Incoming
from booking.mailbox.known_meetings import booked_as, said_of_ended
from booking.mailbox.loops import GENERATED
from booking.mailbox.meetings import meeting_of, rooms_invited, rooms_of_envelope, wish_of
from booking.mailbox.organizers import is_from_organizer
from booking.models.inbound import DONE, HELD, IGNORED, REFUSED
from booking.queries.called_off import rooms_called_off
from booking.queries.client_meetings import of_meeting, slugs_by_address
from booking.queries.confirming import questions_required
from booking.queries.endless import demand_end
from booking.rules.client_meeting import ClientMeeting, InvitedRoom

MOST_DATES = 20  # of one message that tells of nothing else


def request(incoming: Incoming) -> Outcome:
    """Booked, changed, called off where it leaves our rooms out, or refused in an answer. Raises Busy."""
    slugs = slugs_by_address()
    invited, told = rooms_invited(incoming, slugs), rooms_of_envelope(incoming, slugs)
    if not invited and not told:
        return Outcome(IGNORED, "no_room")
    if incoming.letter.automatic not in ("", GENERATED):
        return Outcome(IGNORED, "automatic")
    who = acting(incoming) if is_from_organizer(incoming) else None
    if who is None:
        return hold(incoming)
    return _seen_to(incoming, who, slugs, invited, told)


def _seen_to(
    incoming: Incoming,
    who: Acting,
    slugs: Mapping[str, str],
    invited: Sequence[InvitedRoom],
    told: Sequence[InvitedRoom],
) -> Outcome:
    meeting = meeting_of(incoming, invited or told)
    there = of_meeting(meeting.organizer, meeting.uid)
    found = booked_as(there, meeting, incoming.now)
    if len(meeting.events) > 1 and meeting.of_dates and (found is None or found.uid != meeting.uid):
        return _each_date(incoming, who, slugs, () if invited else told)
    if found is None and not meeting.rooms:
        return Outcome(IGNORED, "no_room")
    if found is None:
        return said_of_ended(there, meeting, incoming) or _asked_first(incoming, meeting, who, slugs)
    if meeting.of_dates:
        meeting = meeting_of(incoming, meeting.rooms, found.tzid)
    if not invited:
        gone = rooms_told(incoming, found, slugs)
        return call_off(found.id, meeting.events, gone, who.by, incoming.now)
    return _asked(incoming, meeting, found.id, who)


def _each_date(
    incoming: Incoming, who: Acting, slugs: Mapping[str, str], told: Sequence[InvitedRoom]
) -> Outcome:
    """Dates of a series that came to us without the rest of it are booked, changed or refused one by one.
    Raises Unreadable, Busy."""
    scheduling = incoming.scheduling
    if len(scheduling.events) > MOST_DATES:
        raise Unreadable("too_many_dates", most=MOST_DATES)
    alone = [replace(incoming, scheduling=replace(scheduling, events=(one,))) for one in scheduling.events]
    outcomes = [_seen_to(one, who, slugs, rooms_invited(one, slugs), told) for one in alone]
    # What is held is handled once more, and finds the other dates as they were said.
    return min(outcomes, key=lambda one: (one.status != HELD, one.status != DONE, one.code == "not_booked"))


def _asked_first(
    incoming: Incoming, meeting: ClientMeeting, who: Acting, slugs: Mapping[str, str]
) -> Outcome:
    """A mail that calls it off, or dates of it, may have been handled before."""
    before, first = called_off_before(incoming, meeting), incoming.scheduling.events[0]
    gone = rooms_called_off(before, first.recurrence_at, (first.sequence, first.dtstamp))
    rooms = tuple(room for room in meeting.rooms if room.slug not in gone)
    if not rooms:
        return Outcome(IGNORED, "called_off_before")
    if _has_to_answer(incoming, who, slugs):
        return hold(incoming)
    slugs_left = [room.slug for room in rooms]
    left = without_dates(incoming, before, slugs_left)
    outcome = _asked(left, replace(meeting, rooms=rooms), None, who)
    for dates, some in dates_of_some(left, before, slugs_left) if outcome.reservation_id else ():
        call_off(outcome.reservation_id, dates, some, who.by, incoming.now)
    return outcome


def _has_to_answer(incoming: Incoming, who: Acting, slugs: Mapping[str, str]) -> bool:
    """Who has no account could answer the questions of the spaces nowhere, once it is booked. Where a program
    sent it nobody would be asked by the link either."""
    letter = incoming.letter
    if who.booked_for is None or incoming.confirmation or letter.automatic:
        return False
    return bool(questions_required(asked_for(incoming, slugs)))


def _asked(incoming: Incoming, meeting: ClientMeeting, number: int | None, who: Acting) -> Outcome:
    """`number` is of the booking that it changes."""
    by, given = who.by, incoming.confirmation
    try:
        demand_end(incoming.scheduling.events[0], [room.slug for room in meeting.rooms], incoming.now)
        wish = replace(wish_of(incoming, meeting, number), booked_for=who.booked_for)
        wish = replace(wish, answers=dict(given.answers)) if given else wish
        if number is not None:
            return change_meeting(number, wish, by=by, now=incoming.now)
        made = book(wish, by=by, now=incoming.now, answer=lambda booking: booking.id)
        return Outcome(DONE, "booked", reservation_id=made)
    except Busy:
        raise
    except Forbidden as refused:  # somebody else's booking: its organizer has asked for nothing
        return Outcome(REFUSED, refused.code, reservation_id=number)
    except BookingError as refused:
        refuse_meeting(meeting, refused, number, by=by, now=incoming.now)
        return Outcome(DONE, "not_booked", {"why": refused.code}, reservation_id=number)
