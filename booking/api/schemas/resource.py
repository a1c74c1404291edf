"""Resources, and when they are taken."""

from datetime import timedelta

from marshmallow import Schema, fields

from booking.api.fields import Choice, Instant, QueryInstant, Span
from booking.api.schemas.base import Query
from booking.models.resource import KINDS

AT_ONCE = timedelta(days=62)


class ResourceQuery(Query):
    kind = Choice(KINDS)


class PolicySchema(Schema):
    """Spans are ISO 8601; `opening_hours` are the resource's own wall times by ISO weekday."""

    opening_hours = fields.Dict(metadata={"description": "A season of `seasons` comes before the rest"})
    closed_on_holidays = fields.Boolean()
    grid = Span()
    min_duration = Span()
    max_duration = Span()
    min_notice = Span()
    max_notice = Span()
    setup_time = Span()
    teardown_time = Span()
    approval = fields.String()
    approval_for = fields.String()
    visibility = fields.String()
    bookable_by = fields.String()
    cancellation_deadline = Span()
    recurring = fields.Boolean()
    waitlist = fields.Boolean()
    quotas = fields.List(fields.Dict())


class QuestionSchema(Schema):
    slug = fields.String()
    kind = fields.String()
    labels = fields.Dict(keys=fields.String(), values=fields.String())
    required = fields.Boolean()
    choices = fields.List(fields.Dict())


class ResourceSchema(Schema):
    id = fields.Integer()
    slug = fields.String()
    kind = fields.String()
    name = fields.String(metadata={"description": "In the reader's language"})
    names = fields.Dict(keys=fields.String(), values=fields.String())
    equipment = fields.String(
        allow_none=True, metadata={"description": "A unit's type, as asked for in a booking"}
    )
    part_of = fields.String(allow_none=True, metadata={"description": "Slug of the whole"})
    area_m2 = fields.Integer(allow_none=True)
    capacity = fields.Integer(allow_none=True)
    tzid = fields.String()
    policy = fields.Nested(PolicySchema)
    questions = fields.List(fields.Nested(QuestionSchema))


class ResourcePage(Schema):
    items = fields.List(fields.Nested(ResourceSchema), required=True)
    next = fields.String(required=True, allow_none=True)


class BusyQuery(Query):
    begins = QueryInstant(required=True, data_key="from")
    ends = QueryInstant(
        required=True,
        data_key="to",
        metadata={"description": f"At most {AT_ONCE.days} days after `from`"},
    )


class BusySchema(Schema):
    """Half-open; with setup and teardown. The rest only for those who may see it."""

    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    title = fields.String()
    reservation = fields.Integer()
    status = fields.String()


class BusyPage(Schema):
    items = fields.List(fields.Nested(BusySchema), required=True)
    next = fields.String(required=True, allow_none=True)
