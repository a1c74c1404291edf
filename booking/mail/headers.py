"""Headers that the standard library would spoil, and those by which a mail program stops reminders."""

from email.headerregistry import HeaderRegistry, UnstructuredHeader
from email.policy import Policy

from booking.mail.letter import Letter
from booking.mail.sender import Sender
from booking.mail.ways_back import reminders_url


class Addresses(UnstructuredHeader):
    """A long address stays one word: no program that looks for it reads RFC 2047's encoded words there."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


HEADERS = HeaderRegistry()
HEADERS.map_to_type("list-unsubscribe", Addresses)


def unsubscribing(letter: Letter, sender: Sender) -> dict[str, str]:
    """RFC 2369, and with one click RFC 8058."""
    page = reminders_url(letter, sender)
    if not page:
        return {}
    return {
        "List-Unsubscribe": f"<{page}/one-click>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
