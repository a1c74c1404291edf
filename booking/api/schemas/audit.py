from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from booking.api.fields import Instant, QueryWhole
from booking.api.schemas.base import PageQuery
from booking.rules.changes import WHATS


class AuditQuery(PageQuery):
    reservation = QueryWhole(load_default=None)


class ChangeSchema(Schema):
    """`recurrence_id` names the date of a series that it concerns, as it was; it is empty where all do.

    Of what was added `old` is null, of what was taken out `new` is. Times are {starts_at, ends_at} in UTC,
    spaces a list of slugs, equipment quantities by slug, a rule {rrule, dtstart, duration (seconds), tzid},
    an answer {question (slug), answer}.
    """

    what = fields.String(required=True, validate=OneOf(WHATS))
    recurrence_id = fields.String(required=True)
    old = fields.Raw(required=True, allow_none=True)
    new = fields.Raw(required=True, allow_none=True)


class AuditSchema(Schema):
    """`before` and `after` are whole rows; `changes` says what became another of a booking."""

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
    changes = fields.List(fields.Nested(ChangeSchema), required=True)


class AuditPage(Schema):
    items = fields.List(fields.Nested(AuditSchema), required=True)
    next = fields.String(required=True, allow_none=True)
