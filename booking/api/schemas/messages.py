"""What goes out, for staff."""

from marshmallow import Schema, fields

from booking.api.fields import Choice, Instant, QueryWhole, Text
from booking.api.schemas.base import PageQuery, Strict
from booking.models.message import STATUSES


class MessageQuery(PageQuery):
    """All of them must hold; `recipient` is part of an address."""

    status = Choice(STATUSES, load_default="")
    kind = Text(100, load_default="")
    recipient = Text(200, load_default="")
    reservation = QueryWhole(load_default=None)


class Nothing(Strict):
    """An empty body."""


class MessageSchema(Schema):
    """`failed` needs a person; `dropped` and `missed` were not sent because there was no use in it."""

    id = fields.Integer(required=True)
    kind = fields.String(required=True)
    method = fields.String(required=True, allow_none=True, metadata={"description": "iTIP, RFC 5546"})
    recipient = fields.String(required=True)
    locale = fields.String(required=True)
    status = fields.String(required=True, metadata={"enum": list(STATUSES)})
    reservation_id = fields.Integer(required=True, allow_none=True)
    created_at = Instant(required=True)
    due_at = Instant(required=True)
    sent_at = Instant(required=True, allow_none=True)
    tries = fields.Integer(required=True)
    error = fields.String(required=True)


class MessagePage(Schema):
    items = fields.List(fields.Nested(MessageSchema), required=True)
    next = fields.String(required=True, allow_none=True)
