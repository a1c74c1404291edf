"""What makes a refused body one that can be posted, where it names several dates."""

from collections.abc import Iterable, Sequence
from typing import Any

from booking.api.times import span_in
from booking.errors import OutOfPolicy, SlotTaken
from booking.rules.availability import Alternative
from booking.rules.requests import WAIT, BookingRequest, Override
from booking.rules.series import named, planned

Json = dict[str, Any]
Refused = SlotTaken | OutOfPolicy


def for_series(refused: Refused, request: BookingRequest) -> list[Json]:
    """The nearest place for each date that has one; then to leave out what clashes; then to be told to."""
    dates = [date.recurrence_id for date in planned(request)]
    clashing, nearest = _clashing(refused, dates), _nearest(refused.alternatives, dates)
    without = [date for date in clashing if date not in nearest]
    parts = [_moved(request, clashing, nearest, without)] if len(without) < len(clashing) else []
    if len(clashing) < len(dates):
        parts.append(_left_out(request, clashing))
    return [*parts, *_ways(refused, request)]


def for_candidates(refused: Refused, request: BookingRequest) -> list[Json]:
    """The same spaces at the nearest times, as long as there is something to choose from."""
    slots = {date.recurrence_id: date.interval for date in planned(request)}
    nearest = _nearest(refused.alternatives, list(slots))
    for date in _clashing(refused, list(slots)):
        if date in nearest:
            slots[date] = nearest[date].interval
        else:
            del slots[date]
    spans = [span_in(slot, request.tzid) for slot in sorted(slots.values())]
    parts = [spans[0] | {"candidates": spans[1:]}] if len(spans) > 1 else []
    return [*parts, *(way for way in _ways(refused, request) if way["on_conflict"] != WAIT)]


def override(recurrence_id: str, other: Alternative, request: BookingRequest) -> Json:
    """As `overrides` names it; its space only where that is another."""
    space = {} if other.spaces == request.spaces else {"space": other.spaces[0]}
    return {"recurrence_id": recurrence_id, **span_in(other.interval, request.tzid), **space}


def _clashing(refused: Refused, dates: Sequence[str]) -> list[str]:
    """Where the desk did not come to tell them, those for which there is something else."""
    told = refused.values.get("dates")
    known = set(told) if told is not None else set(_nearest(refused.alternatives, dates))
    return [date for date in dates if date in known]


def _nearest(alternatives: Iterable[Alternative], dates: Sequence[str]) -> dict[str, Alternative]:
    """By date; a series of one date has alternatives that name none."""
    found: dict[str, Alternative] = {}
    for other in alternatives:
        found.setdefault(other.recurrence_id or dates[0], other)
    return found


def _moved(
    request: BookingRequest, clashing: Sequence[str], nearest: dict[str, Alternative], without: Sequence[str]
) -> Json:
    moved = [override(date, nearest[date], request) for date in clashing if date in nearest]
    part: Json = {"overrides": [*_own(request, clashing), *moved]}
    return part | ({"exdates": _exdates(request, without)} if without else {})


def _left_out(request: BookingRequest, clashing: Sequence[str]) -> Json:
    """A date that is left out can have no time of its own."""
    kept = _own(request, clashing)
    part: Json = {"exdates": _exdates(request, clashing)}
    return part | ({"overrides": kept} if len(kept) < len(request.overrides) else {})


def _exdates(request: BookingRequest, more: Iterable[str]) -> list[str]:
    return sorted({*map(named, request.exdates), *more})


def _own(request: BookingRequest, but: Sequence[str]) -> list[Json]:
    return [_written(one, request.tzid) for one in request.overrides if named(one.recurrence_id) not in but]


def _written(one: Override, tzid: str) -> Json:
    space = {"space": one.space} if one.space else {}
    return {"recurrence_id": named(one.recurrence_id), **span_in(one.interval, tzid), **space}


def _ways(refused: Refused, request: BookingRequest) -> list[Json]:
    ways = refused.values.get("ways", ())
    return [{"on_conflict": way} for way in ways if way != request.on_conflict]
