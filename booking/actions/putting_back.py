"""The rows that a change made another, as they were before it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, exists, select

from booking.actions.holding import Spans, number
from booking.actions.pictures import ATTENDEES, CLAIMS, DATE_PARTSTATS, OCCURRENCES, RESERVATIONS, Row, Rows
from booking.actions.undoable import Done
from booking.errors import WrongState
from booking.extensions import db
from booking.models import (
    Attendee,
    Claim,
    DatePartstat,
    Message,
    Occurrence,
    Proposal,
    Reservation,
    ReservationEquipment,
    ReservationSpace,
)
from booking.rules.interval import Interval

# They only rise: what was never sent is skipped.
_RISING = {"id", "revision", "changes", "changed_at", "sequence", "spaces", "equipment"}
_KINDS = (
    (RESERVATIONS, Reservation),
    (OCCURRENCES, Occurrence),
    (ATTENDEES, Attendee),
    (DATE_PARTSTATS, DatePartstat),
)


def put_back(found: Sequence[Reservation], done: Done) -> Spans:
    """What that frees. The rows must be locked, and still stand as `done` left them.

    Raises SlotTaken (the ledger's guard) where somebody else holds by now what was held before.
    """
    freed = _claims_back(found, done.before)
    _rename(done)
    for kind, model in _KINDS:
        for row_id, values in _differing(done, kind).items():
            _write(db.session.get_one(model, row_id), values)
    for booking in found:
        _lists_back(booking, done.before[RESERVATIONS].get(booking.id))
    db.session.flush()
    _take_out(done)
    db.session.expire_all()
    for booking in found:
        _renumber(booking, done)
    db.session.flush()
    return freed


def _claims_back(found: Sequence[Reservation], before: Rows) -> Spans:
    """All are given up before any is taken (D4)."""
    claims = {claim.id: claim for b in found for date in b.occurrences for claim in date.claims}
    held = {row_id for row_id, row in before[CLAIMS].items() if row["active"]}
    freed: Spans = {}
    for claim in claims.values():
        if claim.active and claim.id not in held:
            claim.active = False
            freed.setdefault(claim.resource_id, []).append(Interval(claim.starts_at, claim.ends_at))
    db.session.flush()
    for row_id in sorted(held):
        claims[row_id].active = True
    db.session.flush()
    return freed


def _rename(done: Done) -> None:
    """Out of one another's way: one date may take the name that another has until now."""
    for row_id, values in _differing(done, OCCURRENCES).items():
        if {"recurrence_id", "reservation_id"} & values.keys():
            db.session.get_one(Occurrence, row_id).recurrence_id = f"~{row_id}"
    db.session.flush()
    for row_id in _new(done, OCCURRENCES):
        db.session.get_one(Occurrence, row_id).recurrence_id = f"~{row_id}"
    db.session.flush()


def _differing(done: Done, kind: str) -> dict[int, Row]:
    """By id, the old values of what became another; names of dates whole, for they were moved aside."""
    changed = {}
    for row_id, row in done.before[kind].items():
        now = done.after[kind][row_id]
        values = {name: old for name, old in row.items() if now[name] != old and name not in _RISING}
        if "reservation_id" in values:
            values["recurrence_id"] = row["recurrence_id"]
        changed[row_id] = values
    return changed


def _write(row: Any, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _lists_back(booking: Reservation, row: Row | None) -> None:
    """Spaces and equipment; of what was split off only that it continues nothing."""
    if row is None:
        booking.continues_id = None
        return
    if [space.id for space in booking.spaces] != row["spaces"]:
        booking.space_links[:] = []
        db.session.flush()
        links = [ReservationSpace(resource_id=one, position=n) for n, one in enumerate(row["spaces"])]
        booking.space_links += links
    if {str(need.equipment_type_id): need.quantity for need in booking.equipment} != row["equipment"]:
        booking.equipment[:] = []
        db.session.flush()
        booking.equipment += [
            ReservationEquipment(equipment_type_id=int(kind), quantity=many)
            for kind, many in row["equipment"].items()
        ]


def _new(done: Done, kind: str) -> list[int]:
    return [row_id for row_id in done.after[kind] if row_id not in done.before[kind]]


def _take_out(done: Done) -> None:
    """Dates, people and answers that were not there before. Raises WrongState where they have heard of it."""
    dates, everybody = _new(done, OCCURRENCES), done.after[ATTENDEES]
    people = [i for i in _new(done, ATTENDEES) if everybody[i]["reservation_id"] in done.before[RESERVATIONS]]
    told = Message.occurrence_id.in_(dates) | Message.attendee_id.in_(people)
    answered = exists().where(Proposal.attendee_id.in_(people))
    if db.session.scalar(select(exists().where(told) | answered)):
        raise WrongState("too_late")
    own = DatePartstat.occurrence_id.in_(dates) | DatePartstat.attendee_id.in_(people)
    for rows in (
        delete(DatePartstat).where(own | DatePartstat.id.in_(_new(done, DATE_PARTSTATS))),
        delete(Claim).where(Claim.occurrence_id.in_(dates)),
        delete(Occurrence).where(Occurrence.id.in_(dates)),
        delete(Attendee).where(Attendee.id.in_(people)),
    ):
        db.session.execute(rows.execution_options(synchronize_session=False))


def _renumber(booking: Reservation, done: Done) -> None:
    """Whatever had a new SEQUENCE has another new one (D11)."""
    was, became = done.before[OCCURRENCES], done.after[OCCURRENCES]
    sequences = [became[date.id]["sequence"] for date in booking.occurrences if date.id in became]
    booking.changes = max([booking.changes, *sequences])
    renumbered = [d for d in booking.occurrences if was[d.id]["sequence"] != became[d.id]["sequence"]]
    for date in renumbered:
        number(date)
    before = done.before[RESERVATIONS].get(booking.id)
    if before and not renumbered and before["changes"] != done.after[RESERVATIONS][booking.id]["changes"]:
        booking.changes += 1
