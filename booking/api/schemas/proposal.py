"""Other times that invited people propose."""

from marshmallow import Schema, fields

from booking.api.fields import Instant, Text
from booking.api.schemas.base import Strict
from booking.models.proposal import STATUSES
from booking.rules.requests import LENGTHS


class DeclineSchema(Strict):
    """The reason is told to who proposed it."""

    reason = Text(LENGTHS["answer"], load_default="")


class ProposalSchema(Schema):
    """`starts_at` and `ends_at` are for the date `recurrence_id`; with scope `all` its series moves along.

    A newer one of the same person, and whatever else becomes of the date, makes it outdated.
    """

    id = fields.Integer()
    attendee = fields.String(metadata={"description": "Mail address"})
    recurrence_id = fields.String()
    scope = fields.String(metadata={"enum": ["one", "all"]})
    starts_at = Instant()
    ends_at = Instant()
    comment = fields.String()
    status = fields.String(metadata={"enum": list(STATUSES)})
    made_at = Instant()
    decided_at = Instant(allow_none=True)
