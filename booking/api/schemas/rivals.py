from marshmallow import Schema, fields

from booking.api.fields import Instant
from booking.api.schemas.policy import HitSchema


class WaitingSchema(HitSchema):
    position = fields.Integer(required=True, allow_none=True)
    waitlisted_at = Instant(required=True, allow_none=True)


class RivalsSchema(Schema):
    """`rules` are told of neither."""

    holders = fields.List(fields.Nested(HitSchema), required=True)
    waiting = fields.List(fields.Nested(WaitingSchema), required=True)
