"""What one mail is made of, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.rules.interval import Interval
from booking.rules.requests import CHAIR

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Letter:
    """`facts` is a snapshot's; `answers_to` the Message-ID of the first mail to this reader about it."""

    message_id: str
    kind: str
    method: str | None
    recipient: str
    locale: str
    tzid: str
    attendee_id: int | None
    written_at: datetime
    facts: Facts
    answers_to: str = ""

    @property
    def interval(self) -> Interval:
        starts_at, ends_at = self.facts["starts_at"], self.facts["ends_at"]
        return Interval(datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at))

    @property
    def venue_tzid(self) -> str:
        return str(self.facts["spaces"][0]["tzid"])

    @property
    def attendee(self) -> Facts | None:
        """The reader; None when it is staff."""
        return next((a for a in self.facts["attendees"] if a["id"] == self.attendee_id), None)

    @property
    def to_chair(self) -> bool:
        return self.attendee is not None and self.attendee["role"] == CHAIR

    @property
    def to_staff(self) -> bool:
        return self.attendee is None
