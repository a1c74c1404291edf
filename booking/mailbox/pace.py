"""Of a sender whose mails were answered much lately no more are handled for now (ICAL C14)."""

from datetime import datetime

from booking.ical.received import REPLY
from booking.mailbox.incoming import Incoming
from booking.queries.answers import rests_until


class TooFast(Exception):
    """It is handled at `until`, as one that came in then."""

    def __init__(self, sender: str, until: datetime):
        self.sender, self.until = sender, until
        super().__init__(sender)


def keep_pace(incoming: Incoming) -> None:
    """Raises TooFast. A REPLY is never answered, so that it need not wait."""
    sender = incoming.letter.sender
    if incoming.scheduling.method != REPLY and (until := rests_until(sender, incoming.now)):
        raise TooFast(sender, until)
