from typing import Any

from marshmallow import Schema, fields

from booking.api.fields import Choice, Named, Text, Whole
from booking.api.schemas.base import Query, Strict
from booking.models.standard_reason import VERBS
from booking.rules.requests import LENGTHS

_PLACE: dict[str, Any] = {"description": "In its verb's list, from 1"}
_TEXTS: dict[str, Any] = {"description": "By locale; who reads another language gets English, else any"}


class StandardReasonQuery(Query):
    verb = Choice(VERBS)


class MakeStandardReason(Strict):
    verb = Choice(VERBS, required=True)
    texts = Named(Text(LENGTHS["answer"]), most=10, required=True, metadata=_TEXTS)
    position = Whole(load_default=None, allow_none=True, metadata=_PLACE)


class EditStandardReason(Strict):
    texts = Named(Text(LENGTHS["answer"]), most=10, load_default=None, allow_none=True, metadata=_TEXTS)
    position = Whole(load_default=None, allow_none=True, metadata=_PLACE)


class StandardReasonSchema(Schema):
    id = fields.Integer(required=True)
    verb = fields.String(required=True)
    position = fields.Integer(required=True, metadata=_PLACE)
    texts = fields.Dict(keys=fields.String(), values=fields.String(), required=True, metadata=_TEXTS)


class StandardReasonPage(Schema):
    items = fields.List(fields.Nested(StandardReasonSchema), required=True)
    next = fields.String(required=True, allow_none=True)
