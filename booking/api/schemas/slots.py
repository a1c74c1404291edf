"""What is asked of the finder of free times, and what it answers."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import Schema, fields

from booking.api.fields import Instant, QueryInstant, QueryWhole, Text
from booking.api.query_fields import Length, Several, Units
from booking.api.schemas.base import Query
from booking.rules.slot_requests import AHEAD, AT_ONCE, MOST_ZONES, SlotRequest

_SLUG, _MOST_NAMES, _MOST_SLOTS = 100, 50, 100
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)  # beyond it no year may be asked for


class SlotQuery(Query):
    resource = Several(
        Text(_SLUG),
        _MOST_NAMES,
        load_default=list,
        metadata={"description": "Slugs or ids of spaces of which any will do; every space if none is named"},
    )
    duration = Length(required=True, metadata={"description": "ISO 8601, such as PT1H30M"})
    begins = QueryInstant(data_key="from", metadata={"description": "Now if it is left out"})
    ends = QueryInstant(
        data_key="to",
        metadata={
            "description": f"At most {AT_ONCE.days} days after `from`; {AHEAD.days} days if it is left out"
        },
    )
    equipment = Units(
        Text(_SLUG), _MOST_NAMES, load_default=dict, metadata={"description": "Such as `projector:1`"}
    )
    zones = Several(
        Text(_SLUG),
        MOST_ZONES,
        load_default=list,
        metadata={"description": "IANA names of the zones of all who take part; else that of the space"},
    )
    headcount = QueryWhole(load_default=None)
    limit = QueryWhole(load_default=20, metadata={"maximum": _MOST_SLOTS})


def to_request(query: dict[str, Any], now: datetime) -> SlotRequest:
    begins_at = query.get("begins", now)
    return SlotRequest(
        begins_at=begins_at,
        ends_at=query.get("ends") or min(begins_at, _LATEST) + AHEAD,
        duration=query["duration"],
        spaces=tuple(query["resource"]),
        tzids=tuple(query["zones"]),
        equipment=query["equipment"],
        headcount=query["headcount"],
    )


def how_many(query: dict[str, Any]) -> int:
    return min(query["limit"], _MOST_SLOTS)


class SideSchema(Schema):
    """One zone's view of it, by its own clock."""

    tzid = fields.String(required=True)
    country = fields.String(required=True, metadata={"description": "ISO 3166; empty for a zone of none"})
    starts_at = fields.String(required=True, metadata={"format": "date-time"})
    ends_at = fields.String(required=True, metadata={"format": "date-time"})
    fit = fields.Float(required=True, metadata={"description": "1 where all of it is in working hours"})
    parts = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Of working, lunch, early, late, night, weekend, holiday"},
    )
    day_off = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "The holiday's name, or the weekend"},
    )


class SlotSchema(Schema):
    """`space`, `starts_at` and `ends_at` laid over the body of a booking are one that can be posted."""

    space = fields.String(required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    tzid = fields.String(required=True, metadata={"description": "The zone of the space"})
    score = fields.Float(required=True, metadata={"description": "The fit of the side that it suits least"})
    sides = fields.List(fields.Nested(SideSchema), required=True)


class SlotPage(Schema):
    items = fields.List(fields.Nested(SlotSchema), required=True)
    next = fields.String(required=True, allow_none=True)
