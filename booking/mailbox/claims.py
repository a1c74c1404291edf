"""What a mail says of itself, for a list, and for whom it is: read before anything is believed of it.

Nothing in here refuses a mail: what cannot be read is empty.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from booking.ical.text import cleaned
from booking.mailbox.addresses import addresses, senders
from booking.mailbox.encoded_words import text_of
from booking.mailbox.fields import fields_of, message_id, value
from booking.mailbox.parts import LARGEST_HEAD

LONGEST = 300  # characters of a value
MOST_ADDRESSES = 100
# Where servers write down whom the envelope named (no RFC says so; all do).
DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
WRITTEN = ("to", "cc")


@dataclass(frozen=True, slots=True)
class Claims:
    """`delivered_to` is what servers on the way noted, `written_to` whom it names itself."""

    message_id: str
    sender: str
    subject: str
    delivered_to: tuple[str, ...]
    written_to: tuple[str, ...]

    def recipients(self, domain: str) -> tuple[str, ...]:
        """As near to its envelope as one gets without it: a mailbox that catches all of `domain` names but
        itself in what was noted, so that whom the mail names counts too.
        """
        if domain and any(address.endswith(f"@{domain}") for address in self.delivered_to):
            return self.delivered_to
        return each_once((*self.delivered_to, *self.written_to))


def claims_of(raw: bytes) -> Claims:
    fields = fields_of(cut(raw))
    return Claims(
        message_id=message_id(value(fields, "message-id")),
        sender=next((one.address for one in senders(fields) if one.address), ""),
        subject=text_of(value(fields, "subject"))[:LONGEST],
        delivered_to=addresses(fields, *DELIVERED)[:MOST_ADDRESSES],
        written_to=addresses(fields, *WRITTEN)[:MOST_ADDRESSES],
    )


def cut(raw: bytes) -> bytes:
    """The head alone."""
    ends = [
        at for at in (raw.find(b"\r\n\r\n", 0, LARGEST_HEAD), raw.find(b"\n\n", 0, LARGEST_HEAD)) if at >= 0
    ]
    return raw[: min(ends, default=LARGEST_HEAD)] + b"\r\n\r\n"


def each_once(given: Iterable[str]) -> tuple[str, ...]:
    """Addresses in lower case, and no more than a mail can reasonably have."""
    plain = (" ".join(cleaned(one).split()).lower()[:LONGEST] for one in given)
    return tuple(dict.fromkeys(one for one in plain if one))[:MOST_ADDRESSES]
