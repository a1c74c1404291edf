"""Policies as staff set them."""

from marshmallow import Schema, fields

from booking.api.fields import Choice, Each, Instant, RowNumber, Span, Strict, Text, Whole, YesNo, fault
from booking.api.schemas.base import Strict as StrictSchema
from booking.api.schemas.reservation import ContactSchema
from booking.rules.policy_faults import CHOICES, MOST_COMPANIES, MOST_QUOTAS, NUMBERS, SPANS, YES_NO
from booking.rules.quotas import MEASURES, PERIODS, WHOSE
from booking.rules.reminders import MOST


class Hours(Strict, fields.Dict):
    """Read whole; what is in it is looked at where pages are looked at too."""

    def _deserialize(self, value, attr, data, **more):
        if not isinstance(value, dict):
            raise fault("not_an_object")
        return value


class QuotaSchema(StrictSchema):
    """At most so many hours, or meetings, for each person or company; `coming`: not yet over."""

    whose = Choice(WHOSE, required=True)
    measure = Choice(MEASURES, required=True)
    per = Choice(PERIODS, required=True)
    most = Whole(required=True)


_HOURS = {
    "description": "By ISO weekday: [[opens, closes], …]; `seasons`: [{first, last, week}] with days as MM-DD"
}
_LEADS = {"description": "Minutes before a meeting; an empty list: nobody is reminded"}
SETTINGS = {
    "opening_hours": Hours(allow_none=True, metadata=_HOURS),
    **{name: Span(allow_none=True) for name in SPANS},
    **{name: YesNo(allow_none=True) for name in YES_NO},
    **{name: Choice(among, allow_none=True) for name, among in CHOICES.items()},
    **{name: Whole(allow_none=True) for name in NUMBERS},
    "quotas": Each(fields.Nested(QuotaSchema), MOST_QUOTAS, allow_none=True),
    "bookable_companies": Each(RowNumber(), MOST_COMPANIES, allow_none=True),
    "deputy_id": RowNumber(allow_none=True),
    "reminders": Each(Whole(), MOST, allow_none=True, metadata=_LEADS),
}
PolicyPatch = StrictSchema.from_dict({**SETTINGS, "preview": YesNo(load_default=False)}, name="PolicyPatch")
PolicyValues = Schema.from_dict(SETTINGS, name="PolicyValues")


class BrokenSchema(Schema):
    code = fields.String(required=True)
    detail = fields.String(required=True, metadata={"description": "In the reader's language"})
    setting = fields.String(required=True, metadata={"description": "The field of the policy that says it"})


class HitSchema(Schema):
    """A booking to come, and how to reach whose it is."""

    reservation = fields.Integer(required=True)
    recurrence_id = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.String(required=True)
    spaces = fields.List(fields.String(), required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    contact = fields.Nested(ContactSchema, required=True)
    rules = fields.List(fields.Nested(BrokenSchema))


class HitsSchema(Schema):
    count = fields.Integer(required=True)
    items = fields.List(fields.Nested(HitSchema), required=True)


class PolicySettings(Schema):
    """`own`: null falls through; `set_by` is a slug, `centre`, or empty for what is built in."""

    own = fields.Nested(PolicyValues, required=True)
    in_force = fields.Nested(PolicyValues, required=True)
    set_by = fields.Dict(keys=fields.String(), values=fields.String(), required=True)
    resources = fields.List(
        fields.String(), required=True, metadata={"description": "All that a change of it concerns"}
    )


class ChangedPolicy(PolicySettings):
    hits = fields.Nested(HitsSchema, required=True)


class ResourcePatch(StrictSchema):
    """Only what is named changes."""

    names = fields.Dict(keys=Text(10), values=Text(1000))
    capacity = Whole(allow_none=True)
    area_m2 = Whole(allow_none=True)
    active = YesNo()
    part_of = Text(100, allow_none=True, metadata={"description": "Of a unit: the slug of its space"})
