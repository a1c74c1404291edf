"""What a mail is, and who sees to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from booking.actions.inbound import Outcome
from booking.mailbox.undelivered import undelivered
from booking.models.inbound import IGNORED


def handle(raw: bytes, envelope: tuple[str, ...], *, settings: Mapping[str, Any], now: datetime) -> Outcome:
    """May be called again for the same mail: a process that ends before its mark leaves it to the next.

    Whatever it raises, the mail is tried again later, and after some tries left to a person.
    """
    if (outcome := undelivered(raw, envelope, settings, now)) is not None:
        return outcome
    return Outcome(IGNORED, "not_built")
