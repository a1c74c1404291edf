from marshmallow import Schema, fields

from booking.api.fields import Instant, QueryWhole
from booking.api.schemas.base import PageQuery


class AuditQuery(PageQuery):
    reservation = QueryWhole(load_default=None)


class AuditSchema(Schema):
    """`before` and `after` are whole rows."""

    id = fields.Integer()
    at = Instant()
    actor_name = fields.String()
    door = fields.String()
    action = fields.String()
    rule = fields.String()
    reason = fields.String()
    subject = fields.String()
    reservation_id = fields.Integer(allow_none=True)
    before = fields.Dict(allow_none=True)
    after = fields.Dict(allow_none=True)


class AuditPage(Schema):
    items = fields.List(fields.Nested(AuditSchema), required=True)
    next = fields.String(required=True, allow_none=True)
