"""Rooms that a client's meeting does not want any more, while it keeps others."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from booking.actions.cancel import refuse_late
from booking.actions.changed import Changed, tell_changed
from booking.actions.differences import MOVED, Difference
from booking.actions.history import Picture, picture
from booking.actions.holding import Spans, add_spans, free_of, number
from booking.actions.moves import closed
from booking.actions.pending import drop_pending, with_pending
from booking.extensions import db
from booking.models import EquipmentType, Occurrence, Reservation, Resource
from booking.outbox.room_answers import note_as_answered
from booking.permissions import Actor

LET_GO = "let_go"  # the rule, for the history: what is left was booked before, and is not judged again


def drop_rooms(
    found: Reservation,
    before: Picture,
    dates: Sequence[Occurrence],
    slugs: Collection[str],
    whole: bool,
    by: Actor,
    now: datetime,
) -> None:
    """Within the caller's transaction. Each of the `dates` keeps a space, and one alone where it is not the
    `whole` that lets the rooms go. Raises OutOfPolicy after the deadline of a space."""
    refuse_late(dates, by, now, slugs)
    freed = drop_pending(with_pending(dates), now)
    differences = [_where_it_is(date) for date in dates]
    units = _units(slugs) if whole else set()
    for date in dates:
        add_spans(freed, _let_go(date, slugs, units))
    _write(found, dates, slugs, whole)
    db.session.flush()
    note_as_answered(found, slugs)
    changed = Changed(found, differences, split=False, uninvited=(), broken=())
    tell_changed(found, changed, before, picture(found), by, now)
    closed(found, before, "change", by, now, LET_GO, freed=freed)


def left_in(date: Occurrence, slugs: Collection[str]) -> list[Resource]:
    """The spaces that it keeps. Where staff have moved it to others than were invited, those."""
    return [space for space in date.spaces if space.slug not in slugs]


def _where_it_is(date: Occurrence) -> Difference:
    space = date.space.slug if date.space else ""
    return Difference(date, date.recurrence_id, date.interval, space, date.interval, MOVED)


def _let_go(date: Occurrence, slugs: Collection[str], units: set[int]) -> Spans:
    number(date)
    kept = left_in(date, slugs)
    gone = [space for space in date.spaces if space not in kept]
    return free_of(date, (_with_parts(gone) | units) - _with_parts(kept))


def _with_parts(spaces: Iterable[Resource]) -> set[int]:
    """Ids of what is held with them (D7)."""
    return {one.id for space in spaces for one in (space, *space.parts)}


def _units(types: Collection[str]) -> set[int]:
    kind = select(EquipmentType.id).where(EquipmentType.slug.in_(types))
    return set(db.session.scalars(select(Resource.id).where(Resource.equipment_type_id.in_(kind))))


def _write(found: Reservation, dates: Sequence[Occurrence], slugs: Collection[str], whole: bool) -> None:
    if not whole:
        for date in dates:
            (date.space,) = left_in(date, slugs)
        return
    if left := [link for link in found.space_links if link.resource.slug not in slugs]:
        found.space_links[:] = left
    found.equipment[:] = [need for need in found.equipment if need.equipment_type.slug not in slugs]
