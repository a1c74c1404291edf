"""Who invites a room by a message that cannot be read is told why: no calendar answer can be made of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from booking.actions.not_read import tell_not_read
from booking.errors import Unreadable
from booking.mailbox.letter import Letter
from booking.mailbox.rooms import addressed
from booking.queries.client_meetings import slugs_by_address
from booking.queries.people import by_email
from booking.rules.notices import ASKS_NOTHING

_INVITES = ("REQUEST", "")  # what Outlook has packed away says no METHOD


def explain(letter: Letter, refused: Unreadable, settings: Mapping[str, Any], now: datetime) -> None:
    """Only to a person with an account here, and once a day."""
    if letter.automatic or not letter.believed or not _invites(letter):
        return
    if addressed(letter, settings["INBOUND_DOMAIN"], slugs_by_address()):
        _tell(letter, refused, now)


def tell_how_to_book(letter: Letter, settings: Mapping[str, Any], now: datetime) -> None:
    """Somebody writes to a room, and invites it to nothing. What answers another mail is let be."""
    if letter.automatic or letter.report or letter.in_reply_to or not letter.believed:
        return
    domain = settings["INBOUND_DOMAIN"]
    if rooms := addressed(letter, domain, slugs_by_address()):
        _tell(letter, Unreadable(ASKS_NOTHING, address=f"{rooms[0]}@{domain}"), now)


def _tell(letter: Letter, refused: Unreadable, now: datetime) -> None:
    found = by_email(letter.sender)
    if found and found.active:
        told = {"subject": letter.subject, "answers_to": letter.message_id}
        tell_not_read(found.id, refused, told, now=now)


def _invites(letter: Letter) -> bool:
    return all(calendar.method in _INVITES for calendar in letter.calendars)
