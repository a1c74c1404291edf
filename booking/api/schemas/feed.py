from marshmallow import Schema, fields

from booking.api.fields import Choice, Instant, Text
from booking.api.schemas.base import Strict
from booking.models.token import SUBJECTS
from booking.rules.policy import BUSY, FULL, TITLES


class MakeFeedSchema(Strict):
    subject = Choice(SUBJECTS, required=True)
    space = Text(100, load_default="", metadata={"description": "Slug; only for the subject space"})
    level = Choice(
        (BUSY, TITLES, FULL),
        load_default=None,
        metadata={"description": "Default: busy of a space, else full. One's own are always told in full"},
    )
    name = Text(120, load_default="")


SIGNED_IN = {
    "format": "uri",
    "description": "Holds no secret: the calendar program signs in by Basic with the account's mail address "
    "and an app password",
}
URL = {
    "format": "uri",
    "description": "Shown this once. ?expand=1 gives each date of a series as an event of its own, ?fb=1 "
    "only the times that are taken (VFREEBUSY), ?all=1 also what lies beyond the first events",
}


class FeedSchema(Schema):
    id = fields.Integer()
    signed_in_url = fields.String(metadata=SIGNED_IN)
    subject = fields.String()
    space = fields.String(allow_none=True)
    level = fields.String()
    name = fields.String()
    created_at = Instant()
    last_used_at = Instant(allow_none=True)


class NewFeedSchema(Schema):
    """`url` is shown this once."""

    id = fields.Integer(required=True)
    url = fields.String(required=True, metadata=URL)
    signed_in_url = fields.String(required=True, metadata=SIGNED_IN)


class FeedPage(Schema):
    items = fields.List(fields.Nested(FeedSchema), required=True)
    next = fields.String(required=True, allow_none=True)
