"""What stands in the way of a booking, and what to ask for instead."""

from collections.abc import Callable, Sequence
from typing import Any

from booking.api import remedies
from booking.api.times import span, span_in
from booking.errors import OutOfPolicy, SlotTaken
from booking.rules.availability import Alternative, Conflict
from booking.rules.requests import SKIP, BookingRequest

Json = dict[str, Any]


def offers(refused: SlotTaken | OutOfPolicy, body: Json, request: BookingRequest) -> Json:
    """Each alternative laid over the refused body is a body that can be posted."""
    if request.rrule:
        parts = remedies.for_series(refused, request)
        return _conflicts(refused, _dated(refused, request)) | {"alternatives": parts}
    if request.candidates:
        parts = remedies.for_candidates(refused, request)
        return _conflicts(refused, _dated(refused, request)) | {"alternatives": parts}
    parts = [alternative(other, "spaces" in body, request.tzid) for other in refused.alternatives]
    return _conflicts(refused, conflict) | {"alternatives": parts}


def _conflicts(refused: SlotTaken | OutOfPolicy, show: Callable[[Conflict], Json]) -> Json:
    return {"conflicts": [show(each) for each in refused.conflicts]} if isinstance(refused, SlotTaken) else {}


def conflict(each: Conflict) -> Json:
    """Of equipment: how many units are free."""
    if each.interval is None:
        return {"resource": each.resource, "free_units": each.free_units}
    return {"resource": each.resource, **span(each.interval)}


def _dated(refused: SlotTaken | OutOfPolicy, request: BookingRequest) -> Callable[[Conflict], Json]:
    """With its date, and what that could be instead."""

    def show(each: Conflict) -> Json:
        others = of_date(refused.alternatives, each.recurrence_id)
        instead = [remedies.override(each.recurrence_id, other, request) for other in others]
        return {**conflict(each), "recurrence_id": each.recurrence_id, "alternatives": instead}

    return show


def of_date(alternatives: Sequence[Alternative], recurrence_id: str) -> list[Alternative]:
    return [other for other in alternatives if other.recurrence_id in ("", recurrence_id)]


def alternative(other: Alternative, several: bool, tzid: str) -> Json:
    """With the name that the body itself used for its spaces."""
    spaces = {"spaces": list(other.spaces)} if several else {"space": other.spaces[0]}
    return spaces | span_in(other.interval, tzid)


def offers_for_a_change(refused: SlotTaken | OutOfPolicy, body: Json, tzid: str, several: bool) -> Json:
    """Of `several` dates each takes its new place or keeps the old one; a single one may go elsewhere."""
    if several:
        ways = [{"on_conflict": SKIP}] if SKIP in refused.values.get("ways", ()) else []
        return _conflicts(refused, _named) | {"alternatives": ways}
    parts = [_place(other, "spaces" in body, tzid) for other in refused.alternatives]
    return _conflicts(refused, conflict) | {"alternatives": parts}


def _named(each: Conflict) -> Json:
    return {**conflict(each), "recurrence_id": each.recurrence_id}


def _place(other: Alternative, several: bool, tzid: str) -> Json:
    """Several spaces are offered only as they were asked for."""
    if len(other.spaces) > 1:
        return dict(span_in(other.interval, tzid))
    return alternative(other, several, tzid)
