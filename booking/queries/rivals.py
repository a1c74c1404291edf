"""Who wants the same slot, side by side: those who hold it and those who wait for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select

from booking.extensions import db
from booking.models import Claim, Occurrence, Resource
from booking.queries.listed import listed
from booking.queries.quota_standing import Use, quota_use
from booking.queries.record import Record, records, who
from booking.queries.waitlist import positions
from booking.rules.intake import LONGEST
from booking.rules.interval import Interval, joined
from booking.rules.lifecycle import WAITLISTED

MOST_IN_LINE = 100
MOST_CONTESTS = 20
_BUFFERS = timedelta(days=2)  # more than setup and teardown together


@dataclass(frozen=True, slots=True)
class Entry:
    """Waits in line; `position` counts from 1."""

    occurrence: Occurrence
    position: int


@dataclass(frozen=True, slots=True)
class Rival:
    """One of those who want a slot. `position` is None for who holds it, `record` for a guest."""

    occurrence: Occurrence
    position: int | None
    record: Record | None
    quotas: Sequence[Use]


@dataclass(frozen=True, slots=True)
class Contest:
    """All `holders` have to make room for any one of the `waiting`."""

    holders: Sequence[Rival]
    waiting: Sequence[Rival]


def in_line(now: datetime) -> tuple[Sequence[Entry], int]:
    """Who waits, by when the meeting is, at most MOST_IN_LINE of them; and how many there are."""
    waits = (Occurrence.status == WAITLISTED, Occurrence.starts_at > now)
    order = (Occurrence.starts_at, Occurrence.waitlisted_at, Occurrence.id)
    found = listed(select(Occurrence).where(*waits).order_by(*order).limit(MOST_IN_LINE))
    places = positions({entry.reservation_id for entry in found}) if found else {}
    count = db.session.scalar(select(func.count(Occurrence.id)).where(*waits)) or 0
    return [Entry(entry, places.get(entry.id, 1)) for entry in found], count


def contests(entries: Sequence[Entry], now: datetime) -> list[Contest]:
    """Of the slots that these wait for; those that cannot be given are left out: their holder has begun, or
    is another date of the same booking. At most MOST_CONTESTS, the first meetings first."""
    by_holders: dict[tuple[int, ...], list[Entry]] = defaultdict(list)
    held_by = _holders([entry.occurrence for entry in entries])
    for entry in entries:
        if ids := held_by.get(entry.occurrence.id):
            by_holders[ids].append(entry)
    found = _loaded({one for ids in by_holders for one in ids})
    slots = [([found[one] for one in ids], line) for ids, line in by_holders.items()]
    slots = [(holders, line) for holders, line in slots if _may_be_given(holders, line, now)][:MOST_CONTESTS]
    return _side_by_side(slots, now)


def _holders(entries: Sequence[Occurrence]) -> Mapping[int, tuple[int, ...]]:
    """By id of an entry, the ids of those that hold its time in its spaces or their parts. Two statements."""
    if not entries:
        return {}
    spaces = {space.id for entry in entries for space in entry.spaces}
    rows = select(Resource.part_of_id, Resource.id).where(Resource.part_of_id.in_(spaces))
    parts: dict[int, set[int]] = defaultdict(set)
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


def _loaded(ids: Iterable[int]) -> Mapping[int, Occurrence]:
    wanted = sorted(ids)
    rows = select(Occurrence).where(Occurrence.id.in_(wanted))
    return {one.id: one for one in listed(rows)} if wanted else {}


def _may_be_given(holders: Sequence[Occurrence], line: Sequence[Entry], now: datetime) -> bool:
    mine = {entry.occurrence.reservation_id for entry in line}
    return all(one.starts_at > now and one.reservation_id not in mine for one in holders)


def _side_by_side(
    slots: Sequence[tuple[Sequence[Occurrence], Sequence[Entry]]], now: datetime
) -> list[Contest]:
    dates = [one for holders, line in slots for one in (*holders, *(entry.occurrence for entry in line))]
    known = records([date.reservation for date in dates], now) if dates else {}
    use = quota_use(dates, now) if dates else {}

    def rival(date: Occurrence, position: int | None = None) -> Rival:
        one = who(date.reservation)
        return Rival(date, position, known.get(one, Record()) if one else None, use.get(date.id, ()))

    return [
        Contest(
            [rival(one) for one in holders],
            [rival(entry.occurrence, entry.position) for entry in sorted(line, key=lambda e: e.position)],
        )
        for holders, line in slots
    ]
