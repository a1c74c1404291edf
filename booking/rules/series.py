"""The dates that a request means: one, a series, or candidates of which one will be chosen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.errors import BrokenRule
from booking.rules.interval import Interval
from booking.rules.recurrence import MOST, expand
from booking.rules.recurrence import faults as rule_faults
from booking.rules.requests import MOST_CANDIDATES, WAIT, BookingRequest
from booking.rules.wall import instant, known, local

LONGEST_SERIES = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Planned:
    """One date. `recurrence_id` is the rule's wall time; `space`, where set, stands for the request's."""

    recurrence_id: str
    interval: Interval
    space: str = ""


def named(wall: datetime) -> str:
    """A naive wall time as a recurrence_id."""
    return wall.isoformat()


def wall(at: datetime, tzid: str) -> datetime:
    """Naive."""
    return local(at, tzid).replace(tzinfo=None)


def lasting(start: datetime, duration: timedelta, tzid: str) -> Interval:
    """From a wall time, for so long by a stop-watch (RFC 5545 3.8.5.3 with a DTEND)."""
    starts_at = instant(start, tzid)
    return Interval(starts_at, starts_at + duration)


def planned(request: BookingRequest) -> list[Planned]:
    """By their start; for a request that has no `series_faults`."""
    if request.candidates:
        slots = {wall(slot.starts_at, request.tzid): slot for slot in _slots(request)}
        return [Planned(named(at), slot) for at, slot in sorted(slots.items())]
    first = wall(request.interval.starts_at, request.tzid)
    if not request.rrule:
        return [Planned(named(first), request.interval)]
    overrides = {named(one.recurrence_id): one for one in request.overrides}
    dates = [
        Planned(named(at), lasting(at, request.interval.duration, request.tzid)) for at in walls(request)
    ]
    return sorted(
        (
            Planned(d.recurrence_id, o.interval, o.space) if (o := overrides.get(d.recurrence_id)) else d
            for d in dates
        ),
        key=lambda one: one.interval,
    )


def walls(request: BookingRequest) -> tuple[datetime, ...]:
    """Of a series, by its rule, at most MOST."""
    starts = wall(request.interval.starts_at, request.tzid)
    last = starts + LONGEST_SERIES
    found = expand(
        request.rrule, starts, request.tzid, last=last, exdates=request.exdates, rdates=request.rdates
    )
    return found.walls


def series_faults(request: BookingRequest) -> list[BrokenRule]:
    """What is wrong with its rule, dates and candidates, found before anything is worked out (D19)."""
    return list(_faults(request)) if known(request.tzid) else []


def _faults(request: BookingRequest) -> Iterator[BrokenRule]:
    if not request.rrule:
        yield from _without_a_rule(request)
        yield from _candidates(request)
        return
    if request.candidates:
        yield BrokenRule("one_of_two_ways", "candidates")
        return
    starts = wall(request.interval.starts_at, request.tzid)
    wrong = rule_faults(request.rrule, starts, request.tzid)
    yield from wrong
    if not wrong:
        yield from _extent(request, starts)


def _without_a_rule(request: BookingRequest) -> Iterator[BrokenRule]:
    for field in ("exdates", "rdates", "overrides"):
        if getattr(request, field):
            yield BrokenRule("needs_rrule", field)


def _candidates(request: BookingRequest) -> Iterator[BrokenRule]:
    slots = _slots(request)
    if len(slots) > MOST_CANDIDATES:
        yield BrokenRule("too_many_items", "candidates", {"most": MOST_CANDIDATES})
    if len({wall(slot.starts_at, request.tzid) for slot in slots}) < len(slots):
        yield BrokenRule("twice", "candidates")
    if request.candidates and request.on_conflict == WAIT:
        yield BrokenRule("candidates_cannot_wait", "on_conflict")


def _extent(request: BookingRequest, starts: datetime) -> Iterator[BrokenRule]:
    last = starts + LONGEST_SERIES
    for field in ("exdates", "rdates"):
        if len(getattr(request, field)) > MOST:
            yield BrokenRule("too_many_items", field, {"most": MOST})
    if any(at < starts for at in request.rdates):
        yield BrokenRule("date_before_start", "rdates")
        return
    found = expand(
        request.rrule, starts, request.tzid, last=last, exdates=request.exdates, rdates=request.rdates
    )
    if found.too_many:
        yield BrokenRule("too_many_dates", "rrule", {"most": MOST})
    if found.too_far:
        yield BrokenRule("series_too_long", "rrule", {"max_duration": LONGEST_SERIES})
    if not found.walls:
        yield BrokenRule("no_dates", "rrule")
    yield from _unknown_dates(request, found.walls)


def _unknown_dates(request: BookingRequest, found: Iterable[datetime]) -> Iterator[BrokenRule]:
    there, seen = set(found), set()
    for n, one in enumerate(request.overrides):
        if one.recurrence_id not in there:
            yield BrokenRule("unknown_date", f"overrides.{n}.recurrence_id")
        if one.recurrence_id in seen:
            yield BrokenRule("twice", f"overrides.{n}.recurrence_id")
        seen.add(one.recurrence_id)


def _slots(request: BookingRequest) -> list[Interval]:
    return [request.interval, *request.candidates]
