"""Which dates of a series a change means: this one, this and following, or all."""

from collections.abc import Collection, Iterable
from datetime import datetime

from booking.errors import BrokenRule, Invalid
from booking.models import Occurrence, Reservation
from booking.permissions import Actor
from booking.rules.wall import instant

ONE, FOLLOWING, ALL = "one", "following", "all"
SCOPES = (ONE, FOLLOWING, ALL)


def scoped(found: Reservation, scope: str, recurrence_id: str) -> list[Occurrence]:
    """By their start. `recurrence_id` is wall time in the reservation's zone, as models keep it.

    Of a booking with one date it may be left out. Raises Invalid.
    """
    if scope not in SCOPES:
        raise Invalid([BrokenRule("unknown_answer", "scope")])
    dates = sorted(found.occurrences, key=lambda one: (one.starts_at, one.id))
    if scope == ALL:
        return dates
    at = anchor(found, recurrence_id)
    return [at] if scope == ONE else [one for one in dates if one.recurrence_id >= at.recurrence_id]


def within_reach(dates: Iterable[Occurrence], by: Actor) -> list[Occurrence]:
    """A tablet acts only on what takes place behind its door; a date of a series may be elsewhere."""
    if by.space_id is None:
        return list(dates)
    return [d for d in dates if any(c.active and c.resource_id == by.space_id for c in d.claims)]


def anchor(found: Reservation, recurrence_id: str) -> Occurrence:
    """The date meant. Raises Invalid."""
    if not recurrence_id and len(found.occurrences) == 1:
        return found.occurrences[0]
    if not recurrence_id:
        raise Invalid([BrokenRule("missing", "recurrence_id")])
    meant = normal(recurrence_id)
    for occurrence in found.occurrences:
        if occurrence.recurrence_id == meant:
            return occurrence
    raise Invalid([BrokenRule("unknown_date", "recurrence_id")])


def date_at(found: Reservation, at: datetime, is_day: bool = False) -> Occurrence | None:
    """The date that a RECURRENCE-ID of a calendar message names (RFC 5545 3.8.4.4): by the start that its
    rule gave it, or by that of its rule on its day where it is beside it, as invitations may name it
    (rules/outlook.py); a day names the one that would begin on it."""
    for occurrence in found.occurrences:
        wall = datetime.fromisoformat(occurrence.recurrence_id)
        if (wall.date() == at.date()) if is_day else (instant(wall, found.tzid) == at):
            return occurrence
    return _beside_the_rule(found, at)


def _beside_the_rule(found: Reservation, at: datetime) -> Occurrence | None:
    if not found.dtstart:
        return None
    usual = datetime.fromisoformat(found.dtstart).time()
    for occurrence in (one for one in found.occurrences if one.recurrence_id in found.rdates):
        named = datetime.combine(datetime.fromisoformat(occurrence.recurrence_id), usual)
        if instant(named, found.tzid) == at:
            return occurrence
    return None


def normal(recurrence_id: str) -> str:
    """Seconds may be left out; anything that is no wall time is no date."""
    try:
        return datetime.fromisoformat(recurrence_id).replace(tzinfo=None).isoformat()
    except ValueError:
        return ""


def in_status(dates: Collection[Occurrence], statuses: Collection[str], after: datetime) -> list[Occurrence]:
    """Of these, what has such a status and has not begun."""
    return [one for one in dates if one.status in statuses and one.starts_at > after]
