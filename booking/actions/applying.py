"""A change that was decided, as rows: claims, times, numbers. What stays as it was is not touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from booking.actions.dates import Date
from booking.actions.differences import ADDED, ASKED, MOVED, REMOVED, STAYS, Difference
from booking.actions.holding import Spans, add_spans, free, held_by, hold, number
from booking.actions.moves import turn
from booking.actions.pending import ask_for, asks_no_more
from booking.actions.rows import occurrence_row
from booking.actions.sorting import Sorted
from booking.actions.waitlist import Left
from booking.extensions import db
from booking.models import Occurrence, Reservation, Resource
from booking.permissions import Actor
from booking.rules.kept import kept
from booking.rules.lifecycle import CONFIRMED, HOLDING, status_called_off


@dataclass(frozen=True, slots=True)
class Moving:
    """A date that is to hold something else, as it was judged, and what it held.

    `elsewhere`: at another time or in another space; more or less equipment is not for staff to decide.
    `there` is where it was.
    """

    difference: Difference
    date: Date
    old: Spans
    elsewhere: bool
    there: Sequence[Resource]

    @property
    def asks(self) -> bool:
        """Whether a change that needs approval has to wait for it: what is in force stays so (D13)."""
        occurrence = self.difference.occurrence
        return occurrence is not None and occurrence.status == CONFIRMED and self.elsewhere


def give_up(moving: Sequence[Difference], gone: Sequence[Difference]) -> dict[str, Spans]:
    """All claims that change are given up before any is taken (D4); what each held, by recurrence_id."""
    old = {}
    for one in (*moving, *gone):
        if one.occurrence is not None and one.occurrence.status in HOLDING:
            old[one.recurrence_id] = free(one.occurrence)
    db.session.flush()
    return old


def settle(moving: Sequence[Moving], decided: Sorted, target: Reservation, now: datetime) -> None:
    """Every date that moves holds what it shall, or what it held."""
    for one in moving:
        date, occurrence = one.date, one.difference.occurrence
        if date in decided.skipped:
            _stays(one, target)
        elif occurrence is None:
            _added(one, decided.rule, target, now)
        elif decided.rule and one.asks:
            ask_for(occurrence, date, one.old, now)
            one.difference.what = ASKED
        else:
            _moved(occurrence, one, target)


def _stays(one: Moving, target: Reservation) -> None:
    """It cannot go where it should. One that was to be added is left out."""
    if one.difference.occurrence is None:
        name = one.difference.recurrence_id
        target.skipped = sorted([*target.skipped, name])
        target.skipped_for = {**target.skipped_for, name: [*map(kept, one.date.broken)]}
    else:
        stay_put(one)
        one.difference.occurrence.space = None if one.there == target.spaces else one.there[0]
    one.difference.what, one.difference.wanted = STAYS, one.difference.becomes
    one.difference.becomes = one.difference.was


def _added(one: Moving, rule: str | None, target: Reservation, now: datetime) -> None:
    row = occurrence_row(one.date, bool(rule), now)
    row.recurrence_id = one.difference.recurrence_id
    target.occurrences.append(row)
    one.difference.occurrence, one.difference.what = row, ADDED
    number(row)


def stay_put(one: Moving) -> None:
    """It holds again what it gave up, once."""
    occurrence = one.difference.occurrence
    if occurrence is not None and not held_by(occurrence):
        hold(occurrence, one.old)
        db.session.flush()


def is_elsewhere(one: Difference, date: Date) -> bool:
    """To be asked before the reservation's own spaces are written."""
    occurrence = one.occurrence
    return occurrence is not None and (occurrence.interval, occurrence.spaces) != (date.interval, date.spaces)


def _moved(occurrence: Occurrence, one: Moving, target: Reservation) -> None:
    """A change that still waited for a decision is over."""
    date = one.date
    if one.elsewhere:
        one.difference.what = MOVED
        number(occurrence)
    occurrence.starts_at, occurrence.ends_at = date.interval.starts_at, date.interval.ends_at
    occurrence.space = None if date.spaces == target.spaces else date.spaces[0]
    asks_no_more(occurrence)
    hold(occurrence, date.spans)


def take_away(gone: Sequence[Difference], by: Actor, now: datetime) -> None:
    for one in gone:
        if one.occurrence is not None:
            turn([one.occurrence], status_called_off(one.occurrence.status), by, now)
            one.what = REMOVED


def freed_by(old: Mapping[str, Spans], left: Sequence[Left]) -> Spans:
    """And what those wanted who left their places in line."""
    freed: Spans = {}
    for place in left:
        add_spans(freed, place.spans)
    for spans in old.values():
        add_spans(freed, spans)
    return freed
