"""What came back because it could not be delivered (D32)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from booking.actions.inbound import Outcome
from booking.actions.undelivered import came_back
from booking.mail.returned import returned
from booking.models.inbound import DONE, IGNORED
from booking.queries.undelivered import has_ended
from booking.rules.links import message_of


class NotSentYet(Exception):
    """The notice overtook our own mark: it is to be handled later."""


def undelivered(
    raw: bytes, envelope: Sequence[str], settings: Mapping[str, Any], now: datetime
) -> Outcome | None:
    """None where it did not come to the address of one of our mails. Raises NotSentYet, Busy."""
    keys = [settings["SECRET_KEY"], *settings["SECRET_KEY_FALLBACKS"]]
    tokens = (address.partition("@")[0].partition("+")[2] for address in envelope)
    number = next((found for token in tokens if (found := message_of(token, keys)) is not None), None)
    if number is None:
        return None
    notice = returned(raw)
    if notice is None:
        return Outcome(IGNORED, "no_failure", {"message": number})
    if came_back(number, notice.why, now=now):
        return Outcome(DONE, "undelivered", {"message": number, "why": notice.why})
    if not has_ended(number):
        raise NotSentYet(f"message {number} is being sent at this moment")
    return Outcome(IGNORED, "undelivered_known", {"message": number})
