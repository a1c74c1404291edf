"""How a change is answered."""

from marshmallow import Schema, fields

from booking.api.fields import Instant
from booking.api.schemas.base import ConflictSchema, FaultSchema
from booking.api.schemas.reservation import ReservationSchema


class SpanSchema(Schema):
    starts_at = Instant()
    ends_at = Instant()


class DifferenceSchema(Schema):
    """`what`: moved, added, removed, asked (staff will decide), or stays where it was, for what is told."""

    recurrence_id = fields.String()
    what = fields.String()
    was = fields.Nested(SpanSchema, allow_none=True)
    becomes = fields.Nested(SpanSchema, allow_none=True)
    conflicts = fields.List(fields.Nested(ConflictSchema))
    errors = fields.List(fields.Nested(FaultSchema))


class ChangedSchema(ReservationSchema):
    """The reservation that goes on. `changes` are the dates that become different."""

    changes = fields.List(fields.Nested(DifferenceSchema))
    asked = fields.Boolean(metadata={"description": "Staff will decide of some of it"})
    split = fields.Boolean(metadata={"description": "It goes on from the one that was changed"})
