"""Who waits in line, and who holds what they wait for."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from booking.extensions import db
from booking.models import Claim, Occurrence, Resource
from booking.outbox.in_line import positions
from booking.queries.listed import listed
from booking.rules.intake import LONGEST
from booking.rules.interval import Interval, joined
from booking.rules.lifecycle import WAITLISTED

MOST_IN_LINE = 100
_BUFFERS = timedelta(days=2)  # more than setup and teardown together


@dataclass(frozen=True, slots=True)
class Entry:
    """Waits in line; `position` counts from 1."""

    occurrence: Occurrence
    position: int


def in_line(now: datetime) -> tuple[Sequence[Entry], int]:
    """Who waits, by when the meeting is, at most MOST_IN_LINE of them; and how many there are."""
    waits = (Occurrence.status == WAITLISTED, Occurrence.starts_at > now)
    order = (Occurrence.starts_at, Occurrence.waitlisted_at, Occurrence.id)
    found = listed(select(Occurrence).where(*waits).order_by(*order).limit(MOST_IN_LINE))
    places = positions({entry.reservation_id for entry in found}) if found else {}
    count = db.session.scalar(select(func.count(Occurrence.id)).where(*waits)) or 0
    return [Entry(entry, places.get(entry.id, 1)) for entry in found], count


def held_by(entries: Sequence[Occurrence]) -> Mapping[int, tuple[int, ...]]:
    """By id of an entry, the ids of those that hold its time in its spaces or their parts. Two statements."""
    if not entries:
        return {}
    spaces = {space.id for entry in entries for space in entry.spaces}
    parts: dict[int | None, set[int]] = defaultdict(set)
    rows = select(Resource.part_of_id, Resource.id).where(Resource.part_of_id.in_(spaces))
    for whole, part in db.session.execute(rows):
        parts[whole].add(part)
    claims = _claims(spaces.union(*parts.values()), [entry.interval for entry in entries])
    found: dict[int, set[int]] = defaultdict(set)
    for entry in entries:
        wanted = {one for space in entry.spaces for one in (space.id, *parts[space.id])}
        for resource_id, span, occurrence_id in claims:
            if resource_id in wanted and span.meets(entry.interval):
                found[entry.id].add(occurrence_id)
    return {entry_id: tuple(sorted(ids)) for entry_id, ids in found.items()}


def _claims(resource_ids: Iterable[int], times: Sequence[Interval]) -> list[tuple[int, Interval, int]]:
    """Resource, time and occurrence of what is held of these then."""
    spans = joined(times)
    near = (Claim.starts_at > spans[0].starts_at - LONGEST - _BUFFERS, Claim.starts_at < spans[-1].ends_at)
    meets = or_(*((Claim.starts_at < span.ends_at) & (Claim.ends_at > span.starts_at) for span in spans))
    columns = (Claim.resource_id, Claim.starts_at, Claim.ends_at, Claim.occurrence_id)
    rows = select(*columns).where(Claim.active, Claim.resource_id.in_(sorted(resource_ids)), *near, meets)
    return [(row[0], Interval(row[1], row[2]), row[3]) for row in db.session.execute(rows)]
