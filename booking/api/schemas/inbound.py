"""What came in, for staff."""

from marshmallow import Schema, fields

from booking.api.fields import Choice, Instant, QueryWhole, Text
from booking.api.schemas.base import PageQuery
from booking.models.inbound import STATUSES


class InboundQuery(PageQuery):
    """All of them must hold; `text` is part of the sender, a recipient or the subject."""

    status = Choice(STATUSES, load_default="")
    text = Text(200, load_default="")
    reservation = QueryWhole(load_default=None)


class InboundSchema(Schema):
    """`failed` needs a person; `held` waits until its sender, or staff, confirm it. `outcome` is a code,
    `told` what its words are made of."""

    id = fields.Integer(required=True)
    status = fields.String(required=True, metadata={"enum": list(STATUSES)})
    outcome = fields.String(required=True)
    told = fields.Dict(required=True)
    door = fields.String(required=True, metadata={"description": "imap, imaps, lmtp, maildir, pipe"})
    sender = fields.String(required=True)
    envelope = fields.List(fields.String(), required=True)
    subject = fields.String(required=True)
    message_id = fields.String(required=True)
    size = fields.Integer(required=True, metadata={"description": "bytes"})
    received_at = Instant(required=True)
    handled_at = Instant(required=True, allow_none=True)
    confirmed_at = Instant(required=True, allow_none=True)
    tries = fields.Integer(required=True)
    error = fields.String(required=True)
    uid = fields.String(required=True, allow_none=True)
    reservation_id = fields.Integer(required=True, allow_none=True)


class InboundPage(Schema):
    items = fields.List(fields.Nested(InboundSchema), required=True)
    next = fields.String(required=True, allow_none=True)
