"""A sender who was answered much lately is answered no faster (ICAL C14)."""

from datetime import datetime

from booking.ical.received import REPLY
from booking.mailbox.incoming import Incoming
from booking.queries.answers import rests_until
from booking.rules.pace import MOST_ANSWERS


class TooFast(Exception):
    """It is handled at `until`, as one that came in then."""

    def __init__(self, sender: str, until: datetime):
        self.until = until
        super().__init__(f"{MOST_ANSWERS} answers went to {sender} within an hour")


def keep_pace(incoming: Incoming) -> None:
    """Raises TooFast. A REPLY is never answered; all others wait in the order in which they came."""
    sender = incoming.letter.sender
    if incoming.scheduling.method != REPLY and (until := rests_until(sender, incoming.now)):
        raise TooFast(sender, until)
