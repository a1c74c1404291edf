"""Mails of the people whom we invite: who writes, and about which invitation."""

from collections.abc import Callable, Collection
from dataclasses import replace

from booking.actions.inbound import Outcome
from booking.ical.received import Scheduling
from booking.ical.vevent import Attendee
from booking.mailbox.held import hold
from booking.mailbox.incoming import Incoming
from booking.mailbox.letter import Letter
from booking.mailbox.organizers import speaks_for
from booking.models.inbound import DONE, IGNORED
from booking.queries.invited import organised_here


def by_invited(
    incoming: Incoming, act: Callable[[int, str], str], done: Collection[str], otherwise: str = IGNORED
) -> Outcome:
    """What `act` made of it, given the reservation's id and the address of who writes: a code, of which some
    say that it is `done`, all others the status `otherwise`. Only a sender whom our mail server vouches for
    changes anything (ICAL C13)."""
    letter, scheduling = incoming.letter, incoming.scheduling
    reservation_id = organised_here(scheduling.uid)
    if reservation_id is None:
        return Outcome(IGNORED, "unknown_invitation")
    person = _who(scheduling, letter.sender)
    if person is None:
        return Outcome(IGNORED, "not_one_person", reservation_id=reservation_id)
    if not letter.believed:
        return replace(hold(incoming), reservation_id=reservation_id)
    email = person.address.lower()
    refused = _refused(letter, person)
    code = refused or act(reservation_id, email)
    status = IGNORED if refused else DONE if code in done else otherwise
    return Outcome(status, code, {"email": email, "sender": letter.sender}, reservation_id=reservation_id)


def _who(scheduling: Scheduling, sender: str) -> Attendee | None:
    """The one attendee of an answer; of several, which some programs copy, the one who sends it."""
    people = {one.address.lower(): one for event in scheduling.events for one in event.attendees}
    return next(iter(people.values())) if len(people) == 1 else people.get(sender)


def _refused(letter: Letter, person: Attendee) -> str:
    """Why the sender may not speak for them; empty where they may."""
    return "" if speaks_for(letter.sender, person) else "not_theirs"
