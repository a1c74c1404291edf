"""Who waits for a slot, in order (D17)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.models import Occurrence, Policy, Reservation, ReservationEquipment, ReservationSpace, Resource
from booking.outbox.in_line import positions
from booking.queries.reservations import WITH_ALL
from booking.rules.interval import Interval
from booking.rules.lifecycle import WAITLISTED

Spans = Mapping[int, Sequence[Interval]]
LONGEST_BUFFER = timedelta(days=1)  # the most that a policy may say
_WAITS = Occurrence.status == literal(WAITLISTED, literal_execute=True)
_IN_LINE = (Occurrence.waitlisted_at, Occurrence.id)


def behind(spans: Spans, now: datetime) -> Sequence[Occurrence]:
    """Entries that want any of these resources at these times, the first in line first, whole.

    What they want reaches as far around their meeting as the longest setup and teardown anywhere.
    """
    if not any(spans.values()):
        return []
    times = [span for each in spans.values() for span in each]
    within = (
        Occurrence.starts_at < max(t.ends_at for t in times) + LONGEST_BUFFER,
        Occurrence.ends_at > min(t.starts_at for t in times) - LONGEST_BUFFER,
        Occurrence.starts_at > now,
    )
    rows = select(Occurrence).where(_WAITS, *within, _wants(related(spans)))
    load = selectinload(Occurrence.reservation).options(*WITH_ALL)
    found = db.session.scalars(rows.order_by(*_IN_LINE).options(load)).all()
    setup, teardown = _widest() if found else (LONGEST_BUFFER, LONGEST_BUFFER)
    wide = [time.widened(teardown, setup) for time in times]
    return [entry for entry in found if any(entry.interval.meets(time) for time in wide)]


def places_of(person_id: int, around: Interval, now: datetime) -> list[tuple[Interval, set[int]]]:
    """What that person waits for around that time: when, and in which spaces (ids). One statement, and what
    it takes to read the spaces."""
    rows = select(Occurrence).join(Occurrence.reservation).where(_WAITS, Reservation.person_id == person_id)
    meets = (Occurrence.starts_at < around.ends_at, Occurrence.ends_at > around.starts_at)
    load = selectinload(Occurrence.reservation).selectinload(Reservation.space_links)
    found = db.session.scalars(rows.where(*meets, Occurrence.starts_at > now).options(load))
    return [(entry.interval, {*wanted_spans(entry)}) for entry in found]


def wanted_spans(date: Occurrence) -> dict[int, list[Interval]]:
    """By resource, the time of its meeting in its spaces: whoever waits for any of it may be `behind` it."""
    return {space.id: [date.interval] for space in date.spaces}


def _widest() -> tuple[timedelta, timedelta]:
    """The longest setup and the longest teardown of all policies."""
    longest = select(func.max(Policy.setup_time), func.max(Policy.teardown_time))
    setup, teardown = db.session.execute(longest).one()
    return setup or timedelta(0), teardown or timedelta(0)


def related(resource_ids: Iterable[int]) -> set[int]:
    """Those, their wholes and their parts: a booking of any of them is touched (D7)."""
    ids = set(resource_ids)
    whole = select(Resource.part_of_id).where(Resource.id.in_(ids), Resource.part_of_id.is_not(None))
    parts = select(Resource.id).where(Resource.part_of_id.in_(ids))
    return ids | set(db.session.scalars(whole)) | set(db.session.scalars(parts))


def _wants(ids: Collection[int]) -> ColumnElement[bool]:
    space = select(ReservationSpace.reservation_id).where(ReservationSpace.resource_id.in_(ids))
    types = select(Resource.equipment_type_id).where(Resource.id.in_(ids))
    unit = select(ReservationEquipment.reservation_id).where(
        ReservationEquipment.equipment_type_id.in_(types)
    )
    return or_(
        Occurrence.space_id.in_(ids),
        Occurrence.reservation_id.in_(space),
        Occurrence.reservation_id.in_(unit),
    )


def position(entry: Occurrence) -> int:
    """From 1: how many wait in the same spaces for a time that meets it, up to itself."""
    return positions([entry.reservation_id]).get(entry.id, 0)


def wanted_ids(reservations: Iterable[Reservation]) -> set[int]:
    """Every resource that these may come to hold: their spaces with parts, every unit of their types."""
    found = list(reservations)
    spaces = {space.id for r in found for space in r.spaces} | {
        o.space_id for r in found for o in r.occurrences if o.space_id
    }
    types = {need.equipment_type_id for r in found for need in r.equipment}
    rows = select(Resource.id).where(
        or_(Resource.part_of_id.in_(spaces), Resource.equipment_type_id.in_(types))
    )
    return spaces | set(db.session.scalars(rows))
