"""What every schema of ours has."""

from marshmallow import EXCLUDE, Schema, fields

from booking.api.fields import QueryWhole, Text


class Strict(Schema):
    """Unknown names are refused. The messages are codes, whose words are chosen later."""

    error_messages = {"unknown": "unknown_field", "type": "not_an_object"}


class Query(Schema):
    class Meta:
        unknown = EXCLUDE


class PageQuery(Query):
    cursor = Text(20, load_default="", metadata={"description": "`next` of the page before"})
    limit = QueryWhole(load_default=50, metadata={"maximum": 100})


class FaultSchema(Schema):
    code = fields.String(required=True)
    field = fields.String(
        required=True, metadata={"description": "Path into the body, such as attendees.0.email"}
    )
    detail = fields.String(required=True, metadata={"description": "A sentence in the reader's language"})
    recurrence_id = fields.String(metadata={"description": "The date of a series that it concerns"})


class Problem(Schema):
    """RFC 9457."""

    type = fields.String(required=True, metadata={"format": "uri-reference"})
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String(required=True, metadata={"description": "In the reader's language"})
    code = fields.String(required=True)
    errors = fields.List(fields.Nested(FaultSchema))


class OverrideAnswer(Schema):
    """As `overrides` of a body names it."""

    recurrence_id = fields.String(required=True)
    starts_at = fields.String(required=True, metadata={"format": "date-time"})
    ends_at = fields.String(required=True, metadata={"format": "date-time"})
    space = fields.String()


class SlotAnswer(Schema):
    starts_at = fields.String(required=True, metadata={"format": "date-time"})
    ends_at = fields.String(required=True, metadata={"format": "date-time"})


class ConflictSchema(Schema):
    """Of a series it names the date, and what that could be instead."""

    resource = fields.String(required=True)
    starts_at = fields.String(metadata={"format": "date-time"})
    ends_at = fields.String(metadata={"format": "date-time"})
    free_units = fields.Integer()
    recurrence_id = fields.String()
    alternatives = fields.List(fields.Nested(OverrideAnswer))


class AlternativeSchema(Schema):
    """Laid over the refused body it is one that can be posted: for a single booking another time or space;
    for a series another time for each date that clashes, which to leave out, or what to do with them.
    """

    starts_at = fields.String(metadata={"format": "date-time"})
    ends_at = fields.String(metadata={"format": "date-time"})
    space = fields.String()
    spaces = fields.List(fields.String())
    overrides = fields.List(fields.Nested(OverrideAnswer))
    exdates = fields.List(fields.String())
    candidates = fields.List(fields.Nested(SlotAnswer))
    on_conflict = fields.String()


class SlotTakenProblem(Problem):
    conflicts = fields.List(fields.Nested(ConflictSchema), required=True)
    alternatives = fields.List(fields.Nested(AlternativeSchema), required=True)


class PolicyProblem(Problem):
    """`alternatives` where a rule of the centre is broken."""

    alternatives = fields.List(fields.Nested(AlternativeSchema))
