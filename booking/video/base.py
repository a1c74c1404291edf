"""What a conference server must be able to do for us. One file beside this one for each kind of server."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from booking.rules.meetings import Entry

# What a provider can do; what it cannot, the pages do not offer.
PERSONAL = "personal links"  # each person's way in is theirs alone
PARTS = "roles"  # hosts, presenters and viewers may do different things
PRESENCE = "presence"  # it can say who is there
HARD_END = "hard end"  # `end` puts everybody out
EMBEDDED = "embedded"  # people meet on our own page, through our relay; it has no address of its own
AHEAD = "ahead"  # a meeting is made as soon as it is booked, not shortly before it opens


class Unavailable(Exception):
    """The server is away or overburdened: to be tried again."""


class Refused(Exception):
    """It will not, and trying again does not help; the text tells staff why."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A meeting as it is booked. `ref` names it for good, in letters and digits; instants in UTC; `data` is
    what `ensure` returned last, {} before that."""

    ref: str
    title: str
    opens_at: datetime
    starts_at: datetime
    ends_at: datetime
    closes_at: datetime
    capacity: int = 12
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """Who goes in: `ref` tells them from all others of the meeting; `role` is of rules/meetings.py."""

    ref: str
    name: str
    email: str
    role: str
    locale: str


class Provider(Protocol):
    """Every method may raise Unavailable or Refused, and takes at most some seconds. `address` is where
    people are sent, "" where it is EMBEDDED."""

    name: str
    can: frozenset[str]
    address: str

    def __init__(self, settings: Mapping[str, Any]) -> None: ...

    def ensure(self, meeting: Spec) -> dict[str, Any]:
        """Made, or changed to be as `meeting` says; the same twice is the same once. Returns its new data."""

    def join_url(self, meeting: Spec, person: Person, now: datetime) -> str:
        """Where that person goes in now, for at most 90 s; "" where it is EMBEDDED."""

    def end(self, meeting: Spec) -> None:
        """Everybody is out and it is gone; one that is not there is no error."""

    def presence(self, meeting: Spec) -> list[str] | None:
        """The names, or refs, of who is there; None where it cannot tell."""

    def reach(self) -> None:
        """Does nothing where it answers and knows us."""


def spec(entry: Entry) -> Spec:
    """The meeting that somebody was let into."""
    times = (entry.opens_at, entry.starts_at, entry.ends_at, entry.closes_at)
    return Spec(entry.ref, entry.title, *times, entry.capacity)
