"""A meeting of a client's own, to which rooms of ours are invited (D33)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]
WHOLE = ""  # the name of what is said of all of it, beside those of its dates
NEWER, SAME, OLDER = "newer", "same", "older"
_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class InvitedRoom:
    """`address` and `name` as they were written; `slug` of a resource, or of a type of equipment. `dates`
    are the names of those to which alone it is invited; none: to all of it."""

    address: str
    name: str
    slug: str
    dates: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ClientMeeting:
    """`events` by name: WHOLE, and the wall time of each date that is said by itself. Each is what
    ical.remembered keeps: at least a `sequence` and a `dtstamp` (ISO 8601, or None)."""

    uid: str
    organizer: str
    organizer_name: str
    sent_by: str
    rooms: tuple[InvitedRoom, ...]
    events: Mapping[str, Json]
    message_id: str = ""
    locale: str = ""

    @property
    def key(self) -> str:
        """The UID of its booking: where one date alone came to us, others may follow."""
        return self.uid if not self.of_dates else f"{self.uid}/{min(self.events)}"

    @property
    def of_dates(self) -> bool:
        """Whether it is about single dates of a series alone."""
        return WHOLE not in self.events


def against(new: Mapping[str, Json], known: Mapping[str, Json]) -> str:
    """NEWER, SAME or OLDER (RFC 5546 2.1.5). What is said of the whole counts, else of any of its dates; one
    that was never said by itself is as old as the whole."""
    names = [WHOLE] if WHOLE in new else list(new)
    found = {_compared(new[name], known, name) for name in names}
    return next((one for one in (NEWER, SAME) if one in found), OLDER)


def _compared(new: Json, known: Mapping[str, Json], name: str) -> str:
    old = known.get(name) or known.get(WHOLE)
    if old is None or order(new) > order(old):
        return NEWER
    if order(new) < order(old):
        return OLDER
    return SAME if name in known else NEWER


def order(event: Json) -> tuple[int, datetime]:
    at = event.get("dtstamp")
    return int(event.get("sequence", 0)), datetime.fromisoformat(at) if at else _FIRST
