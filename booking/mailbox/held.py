"""Mail that waits until its sender has confirmed it by a link (D35)."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from booking.actions.confirming import ask_to_confirm
from booking.actions.inbound import Outcome
from booking.ical.received import COUNTER, REFRESH, REPLY, REQUEST
from booking.ical.vevent import Attendee, CalendarUser
from booking.mailbox.asked import Asked, asked_by
from booking.mailbox.incoming import Incoming
from booking.mailbox.loops import is_among, our_addresses
from booking.mailbox.organizers import speaks_for
from booking.mailbox.rooms import is_room
from booking.models.inbound import HELD, IGNORED, REFUSED
from booking.queries.client_meetings import slugs_by_address
from booking.queries.confirming import said_to_be
from booking.queries.people import by_email
from booking.rules.intake import is_address

_OF_ATTENDEES = (REPLY, COUNTER, REFRESH)  # who sends these is invited; all others are the organizer's


def hold(incoming: Incoming) -> Outcome:
    """For a sender who is not believed, not known, or has questions to answer: one mail a day asks them, and
    nothing else is sent.

    Where it could not be theirs, or goes to a machine of ours, nobody is asked. Raises Busy.
    """
    told, slugs = {"sender": incoming.letter.sender}, slugs_by_address()
    if code := _unfit(incoming, slugs):
        return Outcome(REFUSED, code, told)
    known = said_to_be(incoming.letter.sender) is not None
    asked = asked_by(incoming, slugs, known)
    if code := _needless(incoming, asked):
        return Outcome(IGNORED, code, told)
    if incoming.letter.automatic:
        return Outcome(HELD, "held_unasked", asked)
    ask_to_confirm(incoming.inbound_id, asked, now=incoming.now)
    return Outcome(HELD, _why(incoming, known), asked)


def _why(incoming: Incoming, known: bool) -> str:
    if not incoming.letter.believed:
        return "held_not_proven"
    return "held_unanswered" if known else "held_unknown"


def _unfit(incoming: Incoming, slugs: Mapping[str, str]) -> str:
    """Why its sender must not be asked; empty where they may."""
    sender, settings = incoming.letter.sender, incoming.settings
    if not is_address(sender):
        return "no_sender"
    if is_among(sender, our_addresses(settings)) or is_room(sender, settings["INBOUND_DOMAIN"], slugs):
        return "sender_is_ours"
    if not any(_may_be(sender, user, incoming.letter.believed) for user in _speakers(incoming)):
        return "sender_is_another"
    known = by_email(sender)
    return "" if known is None or known.active else "sender_switched_off"


def _speakers(incoming: Incoming) -> Iterator[CalendarUser | Attendee]:
    """Whose message the calendar text says it is."""
    scheduling = incoming.scheduling
    if scheduling.method in _OF_ATTENDEES:
        yield from (one for event in scheduling.events for one in event.attendees)
    elif scheduling.organizer:
        yield scheduling.organizer


def _may_be(sender: str, user: CalendarUser | Attendee, believed: bool) -> bool:
    """Who writes for them is told by the text alone: that is enough of one whose address is proven."""
    return speaks_for(sender, user) if believed else sender == user.address.lower()


def _needless(incoming: Incoming, asked: Asked) -> str:
    if incoming.scheduling.method == REQUEST and not asked["spaces"]:
        return "no_room"
    return "held_too_late" if datetime.fromisoformat(asked["until"]) <= incoming.now else ""
