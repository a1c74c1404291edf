"""What stands in the way of a booking, and what to ask for instead."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from booking.api.shown import instant
from booking.errors import SlotTaken
from booking.rules.availability import Alternative, Conflict

Json = dict[str, Any]


def offers(taken: SlotTaken, body: Json) -> Json:
    """Each alternative laid over the refused body is a body that can be posted."""
    return {
        "conflicts": [_conflict(conflict) for conflict in taken.conflicts],
        "alternatives": [_alternative(other, body) for other in taken.alternatives],
    }


def _conflict(conflict: Conflict) -> Json:
    if conflict.interval is None:
        return {"resource": conflict.resource, "free_units": conflict.free_units}
    starts_at, ends_at = instant(conflict.interval.starts_at), instant(conflict.interval.ends_at)
    return {"resource": conflict.resource, "starts_at": starts_at, "ends_at": ends_at}


def _alternative(other: Alternative, body: Json) -> Json:
    """With the name that the body itself used for its spaces."""
    spaces = {"spaces": list(other.spaces)} if "spaces" in body else {"space": other.spaces[0]}
    starts_at, ends_at = other.interval.starts_at, other.interval.ends_at
    return spaces | {"starts_at": _local(starts_at, body["tzid"]), "ends_at": _local(ends_at, body["tzid"])}


def _local(at: datetime, tzid: str) -> str:
    return at.astimezone(ZoneInfo(tzid)).isoformat()
