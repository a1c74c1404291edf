from typing import Any

from marshmallow import Schema, fields

from booking.api.fields import Choice, Each, Instant, Text, YesNo
from booking.api.schemas.base import Strict
from booking.rules.web_address import LONGEST
from booking.rules.webhooks import EVENTS

_EVENTS: dict[str, Any] = {"description": "What it is told; none: everything"}


class MakeWebhook(Strict):
    url = Text(LONGEST, required=True, metadata={"format": "uri"})
    events = Each(Choice(EVENTS), most=len(EVENTS), load_default=list, metadata=_EVENTS)


class SwitchWebhook(Strict):
    active = YesNo(load_default=None)


class WebhookSchema(Schema):
    id = fields.Integer(required=True)
    url = fields.String(required=True, metadata={"format": "uri"})
    events = fields.List(fields.String(), required=True, metadata=_EVENTS)
    active = fields.Boolean(required=True, metadata={"description": "false: it is told nothing"})
    user = fields.String(required=True, metadata={"description": "Mail address of who made it"})
    created_at = Instant(required=True)


class NewWebhook(WebhookSchema):
    """`secret` is shown this once. Each delivery is signed with it: https://www.standardwebhooks.com."""

    secret = fields.String(required=True)


class WebhookPage(Schema):
    items = fields.List(fields.Nested(WebhookSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class DeliverySchema(Schema):
    """`key` is its webhook-id; `error` what was answered last, if not 2xx."""

    id = fields.Integer(required=True)
    key = fields.String(required=True)
    event = fields.String(required=True)
    reservation = fields.Integer(required=True, allow_none=True)
    status = fields.String(required=True, metadata={"description": "waiting, sent, failed or dropped"})
    tries = fields.Integer(required=True)
    error = fields.String(required=True)
    created_at = Instant(required=True)
    due_at = Instant(required=True)
    sent_at = Instant(required=True, allow_none=True)


class DeliveryPage(Schema):
    items = fields.List(fields.Nested(DeliverySchema), required=True)
    next = fields.String(required=True, allow_none=True)
