"""Rows are locked before anything is decided, always in this order, each kind by id (D3).

SQLite needs none: its transaction is the only writer.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, bindparam, select

from booking.actions.holding import Spans, add_spans, held_by
from booking.actions.transaction import StartOver
from booking.extensions import db
from booking.models import Company, Meeting, Reservation, Resource, User
from booking.queries.people import account_ids
from booking.queries.reservations import reservation
from booking.queries.waitlist import behind, wanted_ids, wanted_spans
from booking.queries.wanted import Wanted, locked_ids, wanted
from booking.rules.lifecycle import WAITLISTED
from booking.rules.requests import BookingRequest

Ids = Iterable[int | None]


Kind = type[Company] | type[User] | type[Resource] | type[Reservation] | type[Meeting]


def _locking(kind: Kind) -> Select[tuple[int]]:
    table = kind.__table__
    rows = select(table.c.id).where(table.c.id.in_(bindparam("ids", expanding=True)))
    return rows.order_by(table.c.id).with_for_update(key_share=True)


_COMPANIES, _USERS, _RESOURCES = _locking(Company), _locking(User), _locking(Resource)
_RESERVATIONS, _MEETINGS = _locking(Reservation), _locking(Meeting)


def lock_people(companies: Ids, persons: Ids) -> None:
    _lock(_COMPANIES, companies)
    _lock(_USERS, persons)


def lock_wanted(request: BookingRequest) -> Wanted:
    """What a request names, read once it is locked, after the people. Raises Invalid, StartOver."""
    held = locked_ids(request) if _needed() else None
    found = wanted(request)
    if held is not None and found.resource_ids() - held:
        raise StartOver
    return found


def lock_resources(ids: Ids) -> None:
    """After the people. Whatever was read before is to be read anew: it may have changed."""
    _lock(_RESOURCES, ids)


def lock_meeting(meeting_id: int) -> None:
    """After its reservation: who comes in and who is put out follow one another."""
    _lock(_MEETINGS, [meeting_id])


def _lock(rows: Select[tuple[int]], ids: Ids) -> None:
    some = sorted({row_id for row_id in ids if row_id is not None})
    if some and _needed():
        db.session.execute(rows, {"ids": some}).all()


def _needed() -> bool:
    return db.session.get_bind().dialect.name != "sqlite"


@dataclass(frozen=True, slots=True)
class Touched:
    """Ids of the rows that a change may touch, those of the waitlist behind what it frees among them."""

    companies: frozenset[int | None]
    persons: frozenset[int]
    resources: frozenset[int]
    reservations: frozenset[int]

    def covers(self, other: "Touched") -> bool:
        kinds = ("companies", "persons", "resources", "reservations")
        return all(getattr(other, kind) <= getattr(self, kind) for kind in kinds)


def lock_reservations(
    ids: Sequence[int], now: datetime, resources: Iterable[int] = (), people: Iterable[int] = ()
) -> list[Reservation]:
    """Everything that a change of these touches, with who waits behind them; read again once locked.

    `resources` and `people` are further ids that the change brings in. Raises NotFound, StartOver.
    """
    before = _touched([reservation(one) for one in ids], now, resources, people)
    lock_people(before.companies, before.persons)
    lock_resources(before.resources)
    _lock(_RESERVATIONS, before.reservations)
    db.session.expire_all()
    fresh = [reservation(one) for one in ids]
    if _needed() and not before.covers(_touched(fresh, now, resources, people)):
        raise StartOver
    return fresh


def _touched(
    found: Sequence[Reservation], now: datetime, resources: Iterable[int], people: Iterable[int]
) -> Touched:
    spans: Spans = {}
    for each in found:
        add_spans(spans, held_or_wanted(each))
    all_of_them = {each.id: each for each in (*found, *(e.reservation for e in behind(spans, now)))}
    each_one = list(all_of_them.values())
    return Touched(
        frozenset(r.company_id for r in each_one),
        frozenset({*people, *(i for r in each_one for i in account_ids(r))}),
        frozenset({*resources, *spans, *wanted_ids(each_one)}),
        frozenset(all_of_them),
    )


def held_or_wanted(found: Reservation) -> Spans:
    """By resource, the times of its active claims, and of its spaces where it still waits."""
    spans: Spans = {}
    for occurrence in found.occurrences:
        add_spans(spans, held_by(occurrence))
        if occurrence.status == WAITLISTED:
            add_spans(spans, wanted_spans(occurrence))
    return spans
