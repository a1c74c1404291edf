"""What a table of free and taken is made of: plain values, by a fixed number of queries."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import count

from sqlalchemy import Row, Text, bindparam, cast, func, or_, select, true

from booking.extensions import db
from booking.models import Attendee, Centre, Claim, Occurrence, Policy, Reservation, Resource
from booking.models.columns import Instant, Translated
from booking.models.resource import EQUIPMENT
from booking.permissions import Actor
from booking.queries.closed import CLOSED, Told, bounds, opened, spans, special_days
from booking.queries.house import House, house
from booking.queries.policies import hours_of
from booking.queries.visibility import level
from booking.rules.closures import Closure, SpecialDay
from booking.rules.interval import Interval
from booking.rules.lengths import Lengths
from booking.rules.opening import OpeningHours

# Tables, not entities, and statements made once: this is asked for every page view.
_space, _centre = Resource.__table__, Centre.__table__
_own, _beneath = Policy.__table__.alias("own"), Policy.__table__.alias("beneath")
_claim, _before = Claim.__table__, Claim.__table__.alias("before")
_occurrence, _reservation, _attendee = Occurrence.__table__, Reservation.__table__, Attendee.__table__
_from, _to = bindparam("starts_at", type_=Instant), bindparam("ends_at", type_=Instant)


def _either(name: str):
    return func.coalesce(_own.c[name], _beneath.c[name])


_BUFFERS = ("setup_time", "teardown_time")
_TERMS = (
    _space.c.id,
    _space.c.slug,
    cast(_space.c.names, Text).label("names"),
    _space.c.tzid,
    _space.c.country,
    _space.c.part_of_id,
    cast(_either("opening_hours"), Text).label("opening_hours"),
    _either("closed_on_holidays").label("closed_on_holidays"),
    _either("visibility").label("visibility"),
    _either("min_notice").label("min_notice"),
    _either("max_notice").label("max_notice"),
    *(_either(name).label(name) for name in ("grid", "min_duration", "max_duration", *_BUFFERS)),
)
_HOUSE = (
    cast(_centre.c.names, Text).label("house_names"),
    _centre.c.tzid.label("house_tzid"),
    cast(_centre.c.locales, Text).label("house_locales"),
    _centre.c.demo,
    _centre.c.phone.label("house_phone"),
)
_CLOSURE = tuple(column.label(f"closed_{column.key}") for column in CLOSED.c)
_CONCERNED = or_(CLOSED.c.resource_id.is_(None), CLOSED.c.resource_id == _space.c.id)
_SPACES = (
    select(*_TERMS, _space.c.changes, *_HOUSE, *_CLOSURE)
    .select_from(
        _space.outerjoin(_own, _space.c.policy_id == _own.c.id)
        .join(_centre, true())
        .join(_beneath, _centre.c.policy_id == _beneath.c.id)
        .outerjoin(CLOSED, _CONCERNED)
    )
    .where(_space.c.active, _space.c.kind != EQUIPMENT)
    .order_by(_space.c.position, _space.c.id, CLOSED.c.starts_at, CLOSED.c.on)
)

# Claims of one resource are disjoint: the last that begins before, and those that begin within.
_LAST = (
    select(func.max(_before.c.starts_at))
    .where(_before.c.active, _before.c.resource_id == _space.c.id, _before.c.starts_at <= _from)
    .correlate(_space)
    .scalar_subquery()
)
_WITHIN = (_claim.c.starts_at >= func.coalesce(_LAST, _from)) & (_claim.c.starts_at < _to)
_CLAIMS = (
    select(
        _space.c.id, _claim.c.id, _claim.c.starts_at, _claim.c.ends_at, _occurrence.c.starts_at,
        _occurrence.c.ends_at, _occurrence.c.pending.is_(None), _occurrence.c.status, _reservation.c.id,
        func.coalesce(_occurrence.c.title, _reservation.c.title), _reservation.c.person_id,
        _reservation.c.booked_by_id, _reservation.c.company_id, _attendee.c.email,
    )
    .select_from(
        _space.join(_claim, (_claim.c.resource_id == _space.c.id) & _claim.c.active & _WITHIN)
        .join(_occurrence, _claim.c.occurrence_id == _occurrence.c.id)
        .join(_reservation, _occurrence.c.reservation_id == _reservation.c.id)
        .outerjoin(_attendee, (_attendee.c.reservation_id == _reservation.c.id) & ~_attendee.c.removed)
    )
    .where(_space.c.id.in_(bindparam("resource_ids", expanding=True)), _claim.c.ends_at > _from)
    .order_by(_claim.c.starts_at, _claim.c.id)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Space:
    """`terms` is a number for all that only staff change; `version` changes with every booking too.

    `watched` are the resources whose claims take it: its own and its parts'; `buffers` are the (setup,
    teardown) that a new meeting in it needs of each.
    """

    id: int
    slug: str
    names: Translated
    tzid: str
    country: str
    part_of_id: int | None
    hours: OpeningHours
    closed_on_holidays: bool
    visibility: str
    min_notice: timedelta
    max_notice: timedelta
    lengths: Lengths
    closures: tuple[Closure, ...]
    days: Mapping[date, SpecialDay]
    watched: tuple[int, ...]
    buffers: tuple[tuple[timedelta, timedelta], ...]
    terms: int
    version: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """A claim, with its setup and teardown, and what it is for; `meeting` is without them.

    While a change waits for approval they cannot be told from what it asks for (D13).
    """

    interval: Interval
    meeting: Interval
    status: str
    reservation_id: int
    title: str
    person_ids: frozenset[int]
    company_id: int | None
    emails: frozenset[str]

    def seen_by(self, by: Actor | None, visibility: str) -> tuple[str, bool]:
        """(level, whether it is one's own)."""
        mine = by is not None and by.id in self.person_ids
        return level(by, visibility, self.person_ids, self.company_id, self.emails), mine


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """The same object as long as nothing in it has changed and no claim of its spaces: fit for keys."""

    spaces: list[Space]
    house: House | None


def facts(around: Interval) -> Facts:
    """Everything bookable but equipment, each followed by its parts; and the centre.

    One query, a second where no space is in service. Their closures and special days are those that staff
    set within `around`.
    """
    rows = tuple(db.session.connection().execute(_SPACES, bounds(around)).all())
    return _facts(rows) if rows else Facts([], house())


@lru_cache(maxsize=256)
def _facts(rows: tuple[Row, ...]) -> Facts:
    by_id: dict[int, list[Row]] = {}
    for row in rows:
        by_id.setdefault(row[0], []).append(row)
    parts: dict[int | None, list[Row]] = defaultdict(list)
    for first, *_ in by_id.values():
        parts[first[_WHOLE]].append(first)
    found = [_read(tuple(each), tuple(parts[id])) for id, each in by_id.items()]
    return Facts(_in_order(found), _house(*rows[0][_FIRST_OF_HOUSE:_FIRST_OF_CLOSURE]) if rows else None)


_WHOLE = [column.name for column in _TERMS].index("part_of_id")
_CHANGES = len(_TERMS)
_BUFFER = _CHANGES - len(_BUFFERS)
_LENGTHS = _BUFFER - 3
_FIRST_OF_HOUSE = _CHANGES + 1
_FIRST_OF_CLOSURE = _FIRST_OF_HOUSE + len(_HOUSE)
_numbers = count(1)


@lru_cache(maxsize=4096)
def _read(rows: tuple[Row, ...], parts: tuple[Row, ...]) -> Space:
    id, slug, names, tzid, country, part_of_id, hours, *policy = rows[0][:_LENGTHS]
    closed = tuple(Told(*row[_FIRST_OF_CLOSURE:]) for row in rows if row[_FIRST_OF_CLOSURE + 1])
    watched = (rows[0], *parts)
    buffers = tuple((each[_BUFFER], each[_BUFFER + 1]) for each in watched)
    terms, days = _number((*rows[0][:_CHANGES], buffers, closed)), special_days(closed)
    return Space(
        id, slug, _text(names), tzid, country, part_of_id, opened(_opening(hours), days), *policy,
        Lengths(tzid, *rows[0][_LENGTHS:_BUFFER]), tuple(spans(closed)), days,
        tuple(each[0] for each in watched), buffers, terms, (terms, *(each[_CHANGES] for each in watched)),
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _number(terms: tuple[object, ...]) -> int:
    """Stands for them in keys; one that was forgotten is never given again."""
    return next(_numbers)


@lru_cache(maxsize=64)
def _house(names: str, tzid: str, locales: str, demo: bool, phone: str) -> House:
    return House(_text(names), tzid, json.loads(locales), demo, phone)


def _in_order(found: list[Space]) -> list[Space]:
    ids = {space.id for space in found}
    by_whole: dict[int | None, list[Space]] = defaultdict(list)
    for space in found:
        by_whole[space.part_of_id if space.part_of_id in ids else None].append(space)
    return list(_under(None, by_whole))


def _under(whole: int | None, by_whole: Mapping[int | None, list[Space]]) -> Iterator[Space]:
    for space in by_whole.get(whole, ()):
        yield space
        yield from _under(space.id, by_whole)


@lru_cache(maxsize=1024)
def _text(raw: str) -> Translated:
    return json.loads(raw)


@lru_cache(maxsize=256)
def _opening(raw: str) -> OpeningHours:
    return hours_of(json.loads(raw))


def held(resource_ids: Iterable[int], around: Interval) -> Mapping[int, list[Held]]:
    """By resource, sorted. One query."""
    times = {"starts_at": around.starts_at, "ends_at": around.ends_at}
    wanted = {"resource_ids": sorted(resource_ids), **times}
    claims: dict[int, list[Row]] = {}
    for row in db.session.connection().execute(_CLAIMS, wanted):
        claims.setdefault(row[1], []).append(row)
    by_resource: dict[int, list[Held]] = defaultdict(list)
    for rows in claims.values():
        by_resource[rows[0][0]].append(_held(rows))
    return by_resource


def _held(rows: Sequence[Row]) -> Held:
    """Rows of one claim, one for each attendee."""
    _, _, starts_at, ends_at, begins, ends, settled, status, id, title, *whose, company_id, _ = rows[0]
    people = frozenset(person for person in whose if person)
    claim, meeting = Interval(starts_at, ends_at), Interval(begins, ends)
    meeting = meeting if settled and claim.covers(meeting) else claim
    emails = frozenset(row[-1] for row in rows if row[-1])
    return Held(claim, meeting, status, id, title, people, company_id, emails)
