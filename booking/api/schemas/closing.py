"""Special days and blackouts."""

from typing import Any

from marshmallow import Schema, fields

from booking.api.fields import Day, Instant, Named, Text, YesNo, fault
from booking.api.fields import Strict as StrictField
from booking.api.schemas.base import Strict
from booking.api.schemas.policy import HitsSchema

_WHOSE = {"description": "Slug; null is the whole centre"}


class DayHours(StrictField, fields.List[Any]):
    """Read whole; what is in it is looked at where pages are looked at too."""

    def __init__(self, **options: Any):
        told = {"description": "[[opens, closes], …]; null: as the weekday, else as most weekdays"}
        super().__init__(fields.List(fields.String()), metadata=told, **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **more: Any) -> Any:
        if not isinstance(value, list):
            raise fault("not_hours")
        return value


class MakeSpecialDay(Strict):
    """`open`: it opens although it is a holiday; else it is closed. `reason` by locale."""

    resource = Text(100, load_default=None, allow_none=True, metadata=_WHOSE)
    on = Day(required=True)
    open = YesNo(required=True)
    hours = DayHours(load_default=None, allow_none=True)
    reason = Named(Text(1000), most=10, load_default=dict)


class SpecialDaySchema(Schema):
    id = fields.Integer()
    resource = fields.String(allow_none=True, metadata=_WHOSE)
    on = fields.Date()
    open = fields.Boolean()
    hours = DayHours(allow_none=True)
    reason = fields.Dict(keys=fields.String(), values=fields.String())


class SpecialDayPage(Schema):
    items = fields.List(fields.Nested(SpecialDaySchema), required=True)
    next = fields.String(required=True, allow_none=True)


class MakeBlackout(Strict):
    """`with_parts`: what is part of the resource closes too. With `preview` nothing is closed."""

    resource = Text(100, load_default=None, allow_none=True, metadata=_WHOSE)
    with_parts = YesNo(load_default=False)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    reason = Named(Text(1000), most=10, load_default=dict)
    preview = YesNo(load_default=False)


class BlackoutSchema(Schema):
    id = fields.Integer()
    resource = fields.String(allow_none=True, metadata=_WHOSE)
    starts_at = Instant()
    ends_at = Instant()
    reason = fields.Dict(keys=fields.String(), values=fields.String())


class BlackoutPage(Schema):
    items = fields.List(fields.Nested(BlackoutSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class NewBlackout(Schema):
    """`ids` of the rows made, one for each resource. The bookings hit stand as they were."""

    ids = fields.List(fields.Integer(), required=True)
    hits = fields.Nested(HitsSchema, required=True)
