"""A mail with a calendar message in it, and when it came."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.ical.received import Scheduling
from booking.mailbox.letter import Letter


@dataclass(frozen=True, slots=True)
class Incoming:
    letter: Letter
    scheduling: Scheduling
    settings: Mapping[str, Any]
    now: datetime
