"""Video meetings: who may do what, and when one is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from booking.rules.requests import CHAIR, OPTIONAL

HOST, PRESENTER, VIEWER = "host", "presenter", "viewer"
ROLES = (HOST, PRESENTER, VIEWER)
LATE, CANCELLED, REVOKED, REMOVED, ELSEWHERE = "closed", "cancelled", "revoked", "removed", "elsewhere"


@dataclass(frozen=True, slots=True)
class Entry:
    """Whom a ticket let in, where to, and until when; instants in UTC."""

    attendance_id: int
    meeting_id: int
    ref: str
    name: str
    role: str
    title: str
    opens_at: datetime
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    capacity: int


TICKET_LASTS = timedelta(seconds=90)
# Where somebody stands who comes by a link.
EARLY, OPEN, OVER, CALLED_OFF, NOT_SURE, NOTHING = (
    "early",
    "open",
    "over",
    "called off",
    "not sure",
    "nothing",
)


@dataclass(frozen=True, slots=True)
class Margins:
    """How long before its beginning a meeting opens, and after its end it closes."""

    before: timedelta
    after: timedelta

    def opens_at(self, starts_at: datetime) -> datetime:
        return starts_at - self.before

    def closes_at(self, ends_at: datetime) -> datetime:
        return ends_at + self.after


def margins(settings: Mapping[str, Any]) -> Margins:
    return Margins(settings["VIDEO_OPENS_BEFORE"], settings["VIDEO_CLOSES_AFTER"])


def part_of(role: str) -> str:
    """What somebody who is invited in that role (RFC 5545 3.2.16) may do."""
    return {CHAIR: HOST, OPTIONAL: VIEWER}.get(role, PRESENTER)
