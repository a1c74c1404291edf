"""A change that was decided, as rows: claims, times, numbers. What stays as it was is not touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.actions.dates import Date
from booking.actions.differences import (
    ADDED,
    ASKED,
    MOVED,
    REMOVED,
    STAYS,
    Course,
    Difference,
)
from booking.actions.holding import Spans, add_spans, free, held_by, hold, number
from booking.actions.moves import turn
from booking.actions.pending import ask_for
from booking.actions.rows import occurrence_row
from booking.actions.sorting import Sorted
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.permissions import Actor
from booking.rules.lifecycle import CONFIRMED, HOLDING, called_off


@dataclass(frozen=True, slots=True)
class Moving:
    """A date that is to hold something else, as it was judged, and what it held."""

    difference: Difference
    date: Date
    old: Spans


def give_up(moving: Sequence[Difference], gone: Sequence[Difference]) -> dict[str, Spans]:
    """All claims that change are given up before any is taken (D4); what each held, by recurrence_id."""
    old = {}
    for one in (*moving, *gone):
        if one.occurrence is not None and one.occurrence.status in HOLDING:
            old[one.recurrence_id] = free(one.occurrence)
    db.session.flush()
    return old


def settle(
    moving: Sequence[Moving], decided: Sorted, rule: str | None, target: Reservation, now: datetime
) -> None:
    """Every date that moves holds what it shall, or what it held."""
    for one in moving:
        date, occurrence = one.date, one.difference.occurrence
        if date in decided.skipped:
            _stays(one, target)
        elif occurrence is None:
            _added(one, rule, target, now)
        elif rule and occurrence.status == CONFIRMED and _elsewhere(one, target):
            ask_for(occurrence, date, one.old, now)
            one.difference.what = ASKED
        else:
            _moved(occurrence, one, target)


def _stays(one: Moving, target: Reservation) -> None:
    """It cannot go where it should. One that was to be added is left out."""
    if one.difference.occurrence is None:
        target.skipped = sorted([*target.skipped, one.difference.recurrence_id])
    else:
        hold(one.difference.occurrence, one.old)
    one.difference.what, one.difference.becomes = STAYS, one.difference.was


def _added(one: Moving, rule: str | None, target: Reservation, now: datetime) -> None:
    row = occurrence_row(one.date, bool(rule), now)
    target.occurrences.append(row)
    one.difference.occurrence, one.difference.what = row, ADDED
    number(row)


def _elsewhere(one: Moving, target: Reservation) -> bool:
    """Another time or space; more or less equipment is not for staff to decide."""
    occurrence = one.difference.occurrence
    assert occurrence is not None
    return occurrence.interval != one.date.interval or _slugs(occurrence) != _slugs_of(one.date)


def _slugs(occurrence: Occurrence) -> list[str]:
    return [space.slug for space in occurrence.spaces]


def _slugs_of(date: Date) -> list[str]:
    return [space.slug for space in date.spaces]


def _moved(occurrence: Occurrence, one: Moving, target: Reservation) -> None:
    date = one.date
    if _elsewhere(one, target):
        one.difference.what = MOVED
        number(occurrence)
    occurrence.starts_at, occurrence.ends_at = date.interval.starts_at, date.interval.ends_at
    hold(occurrence, {resource_id: [span] for resource_id, span in date.claims.items()})


def take_away(gone: Sequence[Difference], by: Actor, now: datetime) -> None:
    for one in gone:
        if one.occurrence is not None:
            turn([one.occurrence], called_off(one.occurrence.status), by, now)
            one.what = REMOVED


def name_dates(differences: Sequence[Difference], target: Reservation) -> None:
    """The rule's new wall times, in two steps: one date may take the name that another has until now."""
    renamed = [d for d in differences if d.occurrence and d.occurrence.recurrence_id != d.recurrence_id]
    for n, one in enumerate(renamed):
        assert one.occurrence is not None
        one.occurrence.recurrence_id = f"~{n}"
    db.session.flush()
    for one in renamed:
        assert one.occurrence is not None
        one.occurrence.recurrence_id = one.recurrence_id
    db.session.flush()


def follow(target: Reservation, to: Course | None) -> None:
    if to is not None:
        target.rrule, target.duration = to.rrule, to.duration
        target.dtstart = to.dtstart.isoformat()
        target.exdates, target.rdates = sorted(to.exdates), sorted(to.rdates)
        target.skipped = []


def freed_by(old: Mapping[str, Spans]) -> Spans:
    freed: Spans = {}
    for spans in old.values():
        add_spans(freed, spans)
    return freed


__all__ = ["Moving", "follow", "freed_by", "give_up", "held_by", "name_dates", "settle", "take_away"]
