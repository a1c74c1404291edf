"""Who wants the same slot, side by side: those who hold it and those who wait for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from booking.models import Occurrence
from booking.queries.line import Entry, held_by
from booking.queries.listed import listed
from booking.queries.quota_standing import Use, quota_use
from booking.queries.record import Record, records, who

MOST_CONTESTS = 20
Slot = tuple[Sequence[Occurrence], Sequence[Entry]]  # who holds it, and who waits for it


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


def contests(entries: Sequence[Entry], now: datetime) -> list[Contest]:
    """Of the slots that these wait for, at most MOST_CONTESTS, the first meetings first.

    Left out is what cannot be given: a meeting that has begun, and another date of the same booking.
    """
    by_holders: dict[tuple[int, ...], list[Entry]] = defaultdict(list)
    holders = held_by([entry.occurrence for entry in entries])
    for entry in entries:
        if ids := holders.get(entry.occurrence.id):
            by_holders[ids].append(entry)
    found = _loaded({one for ids in by_holders for one in ids})
    slots = (_slot([found[one] for one in ids], line, now) for ids, line in by_holders.items())
    return _side_by_side([slot for slot in slots if slot[1]][:MOST_CONTESTS], now)


def _loaded(ids: Iterable[int]) -> Mapping[int, Occurrence]:
    wanted = sorted(ids)
    rows = select(Occurrence).where(Occurrence.id.in_(wanted))
    return {one.id: one for one in listed(rows)} if wanted else {}


def _slot(holders: Sequence[Occurrence], line: Sequence[Entry], now: datetime) -> Slot:
    """In the order of the line; without anybody who cannot be given it."""
    theirs = {one.reservation_id for one in holders}
    begun = any(one.starts_at <= now for one in holders)
    able = [] if begun else [entry for entry in line if entry.occurrence.reservation_id not in theirs]
    return holders, sorted(able, key=lambda entry: entry.position)


def _side_by_side(slots: Sequence[Slot], now: datetime) -> list[Contest]:
    if not slots:
        return []
    dates = [one for holders, line in slots for one in (*holders, *(entry.occurrence for entry in line))]
    known, use = records([date.reservation for date in dates], now), quota_use(dates, now)

    def rival(date: Occurrence, position: int | None = None) -> Rival:
        one = who(date.reservation)
        return Rival(date, position, known.get(one, Record()) if one else None, use.get(date.id, ()))

    return [
        Contest([rival(one) for one in holders], [rival(e.occurrence, e.position) for e in line])
        for holders, line in slots
    ]
