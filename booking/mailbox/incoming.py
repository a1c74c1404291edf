"""A mail with a calendar message in it, and when it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.ical.received import Scheduling
from booking.mailbox.letter import Letter
from booking.rules.confirming import Confirmation


@dataclass(frozen=True, slots=True)
class Incoming:
    """`inbound_id` is that of its row. With a `confirmation` its letter is believed."""

    letter: Letter
    scheduling: Scheduling
    settings: Mapping[str, Any]
    now: datetime
    inbound_id: int = 0
    confirmation: Confirmation | None = None
