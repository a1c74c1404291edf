from marshmallow import Schema, fields

from booking.api.fields import Instant


class RefusedRule(Schema):
    """`set_by`: the slug of the resource whose policy says it, `centre`, or empty: no policy does."""

    code = fields.String(required=True)
    detail = fields.String(required=True, metadata={"description": "In the reader's language"})
    resource = fields.String(required=True)
    setting = fields.String(required=True)
    set_by = fields.String(required=True)


class RefusalSchema(Schema):
    id = fields.Integer()
    at = Instant()
    actor_name = fields.String()
    door = fields.String()
    code = fields.String()
    rules = fields.List(fields.Nested(RefusedRule))
    request = fields.Dict(metadata={"description": "What was asked for"})


class RefusalPage(Schema):
    items = fields.List(fields.Nested(RefusalSchema), required=True)
    next = fields.String(required=True, allow_none=True)
