"""Who asks for something by mail."""

from dataclasses import dataclass, replace

from booking.mailbox.incoming import Incoming
from booking.permissions import APPLICANT, Actor
from booking.queries.confirming import said_to_be
from booking.queries.people import actor, by_email
from booking.queries.policies import centre
from booking.rules.requests import LENGTHS, BookedFor

DOOR = "mail"


@dataclass(frozen=True, slots=True)
class Acting:
    """`booked_for` is who they are where they have no account (D20)."""

    by: Actor
    booked_for: BookedFor | None = None


def acting(incoming: Incoming) -> Acting | None:
    """None where it has to be held: its sender is not believed, or has no account and did not say who they
    are yet (D35)."""
    letter = incoming.letter
    if not letter.believed:
        return None
    if account := by_email(letter.sender):
        return Acting(actor(account, DOOR)) if account.active else None
    person = _applicant(incoming)
    return _without_account(person, incoming) if person else None


def _without_account(person: BookedFor, incoming: Incoming) -> Acting:
    letter = incoming.letter
    locale = person.locale or letter.locale or centre().locale
    tzid = person.tzid or incoming.scheduling.events[0].tzid
    person = replace(person, email=letter.sender, locale=locale, tzid=tzid)
    by = Actor(None, person.name, letter.sender, APPLICANT, DOOR, locale=locale, tzid=tzid)
    return Acting(by, person)


def _applicant(incoming: Incoming) -> BookedFor | None:
    """As they said now, or before; they are asked once."""
    given = incoming.confirmation
    known = (given and given.applicant) or said_to_be(incoming.letter.sender)
    return known or (_claimed(incoming) if given else None)


def _claimed(incoming: Incoming) -> BookedFor:
    """Of a mail that staff took as confirmed: what it says itself."""
    letter = incoming.letter
    name = letter.sender_name[: LENGTHS["name"]].strip()
    return BookedFor(name or letter.sender)
