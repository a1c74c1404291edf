"""How an award is answered."""

from marshmallow import Schema, fields

from booking.api.fields import Instant
from booking.api.schemas.base import AlternativeSchema
from booking.api.schemas.policy import HitSchema
from booking.api.schemas.reservation import ReservationSchema


class WasSchema(Schema):
    status = fields.String(required=True)
    spaces = fields.List(fields.String(), required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)


class MadeRoomSchema(HitSchema):
    """Who held the slot, as it is afterwards: moved, or ended with other times to choose from."""

    was = fields.Nested(WasSchema, required=True)
    moved = fields.Boolean(required=True)
    alternatives = fields.List(fields.Nested(AlternativeSchema), required=True)


class ToldSchema(Schema):
    """A mail, and of which booking it tells. `name` is empty for staff."""

    reservation = fields.Integer(required=True)
    kind = fields.String(required=True)
    email = fields.String(required=True)
    name = fields.String(required=True)


class AwardedSchema(ReservationSchema):
    """The reservation that has the slot, who made room for it, and who is told."""

    made_room = fields.List(fields.Nested(MadeRoomSchema), required=True)
    told = fields.List(fields.Nested(ToldSchema), required=True)
