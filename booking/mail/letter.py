"""What one mail is made of, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING
from booking.rules.requests import CHAIR

Facts = Mapping[str, Any]


def interval_of(span: Facts) -> Interval:
    """From `starts_at` and `ends_at`, ISO 8601."""
    return Interval(datetime.fromisoformat(span["starts_at"]), datetime.fromisoformat(span["ends_at"]))


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
        return interval_of(self.facts)

    @property
    def venue_tzid(self) -> str:
        return str(self.facts["spaces"][0]["tzid"])

    @property
    def attendee(self) -> Facts | None:
        """The reader; None when it is staff, or somebody who is on the list no more."""
        return next((a for a in self.facts["attendees"] if a["id"] == self.attendee_id), None)

    @property
    def to_chair(self) -> bool:
        return self.attendee is not None and self.attendee["role"] == CHAIR

    @property
    def to_staff(self) -> bool:
        return self.attendee_id is None

    @property
    def proposed_it(self) -> bool:
        """Whether it is a change that the reader has proposed."""
        return bool((self.facts.get("accepted") or {}).get("email") == self.recipient)

    @property
    def uninvited(self) -> bool:
        """Whether it is called off for the reader alone."""
        return self.kind == "cancelled" and self.facts["status"] in HOLDING

    @property
    def of_series(self) -> bool:
        """About a whole series; not about one of its dates, nor a single meeting."""
        return bool(self.facts.get("rrule")) and not self.of_one_date

    @property
    def of_one_date(self) -> bool:
        """About one date of a series."""
        return bool(self.facts.get("recurrence_id"))
