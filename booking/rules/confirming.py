"""A mail of which it is not known who sent it, or who they are, waits until they say so by a link (D35)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from booking.rules.requests import BookedFor

CONFIRM = "confirm"
GOOD_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """That a mail is its sender's. `applicant` is what one without an account says of themselves, `answers`
    theirs to the questions of the space."""

    applicant: BookedFor | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


def good_until(now: datetime, starts_at: datetime | None) -> datetime:
    """`starts_at` is None where the meeting's time was not told, or is not the last."""
    return min(now + GOOD_FOR, starts_at) if starts_at else now + GOOD_FOR


def confirm_key(address: str, on: date) -> str:
    """One a day: anybody may have written in their name."""
    return f"{CONFIRM}:{address}:{on.isoformat()}"


def questions_key(inbound_id: int) -> str:
    """One a mail, to whom it is proven to be from."""
    return f"{CONFIRM}:{inbound_id}"
