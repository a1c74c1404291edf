"""What is told to somebody whose invitation could not be read."""

from typing import Any

from booking.inbound_words import of_unreadable
from booking.mail.letter import Letter
from booking.mail.sender import Sender
from booking.mail.subjects import subject
from booking.rules.notices import ASKS_NOTHING
from booking.wording import translated


def words_of_not_read(letter: Letter, sender: Sender) -> dict[str, Any]:
    facts = letter.facts
    return {
        "lang": letter.locale.replace("_", "-"),
        "subject": subject(letter),
        "title": facts["title"],
        "asks_nothing": facts["code"] == ASKS_NOTHING,
        "address": facts["values"].get("address", ""),
        "why": of_unreadable(facts["code"], facts["values"]),
        "form_url": sender.url("reservations/new"),
        "centre": translated(facts["centre"]["names"]),
        "centre_address": translated(facts["centre"]["address"]),
        "centre_phone": facts["centre"]["phone"],
    }
