"""A unit of equipment is fixed in a space: whoever has booked the space has the unit with it (D7)."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from booking.actions.history import picture
from booking.actions.holding import held_by
from booking.actions.locks import lock_reservations
from booking.actions.moves import closed
from booking.actions.pending import take_along
from booking.actions.transaction import StartOver
from booking.errors import BrokenRule, Invalid
from booking.extensions import db
from booking.models import Claim, Occurrence, Reservation, Resource
from booking.models.resource import EQUIPMENT
from booking.permissions import Actor
from booking.queries.policies import terms
from booking.rules.lifecycle import HOLDING


def fix(unit: Resource, slug: str | None, by: Actor, now: datetime) -> int | None:
    """In the space of that slug; None: it goes about again, and stays with those who have it booked.

    Answers where it was fixed before. Raises Invalid, StartOver, SlotTaken.
    """
    if unit.kind != EQUIPMENT:
        raise Invalid([BrokenRule("only_units", "part_of")])
    space_id = _space(slug)
    ids = _booked(space_id, now) if space_id else []
    found = lock_reservations(ids, now, [unit.id, *([space_id] if space_id else [])])
    if space_id and set(_booked(space_id, now)) - set(ids):
        raise StartOver
    if space_id and _lent_elsewhere(unit.id, ids, now):
        raise Invalid([BrokenRule("unit_lent", "part_of")])
    was, unit.part_of_id = unit.part_of_id, space_id
    for booking in found:
        _bring(booking, unit, space_id, by, now)
    return was


def _space(slug: str | None) -> int | None:
    """Raises Invalid."""
    row = select(Resource.id).where(Resource.slug == slug, Resource.active, Resource.kind != EQUIPMENT)
    found: int | None = db.session.scalar(row) if slug is not None else None
    if slug is not None and found is None:
        raise Invalid([BrokenRule("unknown_space", "part_of", {"slug": slug[:80]})])
    return found


def _booked(space_id: int, now: datetime) -> list[int]:
    """Reservations with a meeting in it that is not over."""
    there = (Claim.resource_id == space_id, Claim.active, Claim.ends_at > now)
    rows = select(Occurrence.reservation_id).join(Occurrence.claims).where(*there).distinct()
    return list(db.session.scalars(rows.order_by(Occurrence.reservation_id)))


def _lent_elsewhere(unit_id: int, ids: Collection[int], now: datetime) -> bool:
    lent = (Claim.resource_id == unit_id, Claim.active, Claim.ends_at > now)
    rows = select(Claim.id).join(Claim.occurrence).where(*lent, Occurrence.reservation_id.not_in(ids))
    return db.session.scalar(rows.limit(1)) is not None


def _bring(booking: Reservation, unit: Resource, space_id: int | None, by: Actor, now: datetime) -> None:
    before, changed = picture(booking), False
    for occurrence in booking.occurrences:
        held = held_by(occurrence)
        lacking = occurrence.status in HOLDING and occurrence.ends_at > now and unit.id not in held
        if lacking and space_id in held:
            take_along(occurrence, unit, space_id, terms([unit], occurrence.interval)[unit.id])
            changed = True
    if changed:
        db.session.flush()
        closed(booking, before, "fix_unit", by, now)
