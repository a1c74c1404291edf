"""The bodies that change a reservation."""

from booking.actions.scopes import SCOPES
from booking.api.fields import Choice, Named, QueryWallTime, Text, WallTime, YesNo
from booking.api.schemas.base import Query, Strict
from booking.rules.requests import LENGTHS

_SCOPE = {"description": "Of a series: this date, this and following, or all that are to come (default)"}
_DATE = {"description": "The date meant, wall time in `tzid`; may be left out where there is only one"}


class ScopeQuery(Query):
    """The same as in the body, which stands before it."""

    scope = Choice(SCOPES, metadata=_SCOPE)
    recurrence_id = QueryWallTime(metadata=_DATE)


class DateQuery(Query):
    recurrence_id = QueryWallTime(metadata=_DATE)


class ScopeSchema(Strict):
    scope = Choice(SCOPES, metadata=_SCOPE)
    recurrence_id = WallTime(metadata=_DATE)


class ReasonSchema(ScopeSchema):
    reason = Text(LENGTHS["answer"], load_default="")


class ApprovalSchema(ReasonSchema):
    decision = Choice(("approve", "decline", "return"), required=True)


class CancellationSchema(ReasonSchema):
    pass


class CheckInSchema(ScopeSchema):
    pass


class ReleaseSchema(ReasonSchema):
    pass


class AcceptanceSchema(ScopeSchema):
    pass


class ChoiceSchema(Strict):
    recurrence_id = WallTime(required=True, metadata=_DATE)


class AwardSchema(Strict):
    """`move`: the holders go to the nearest place that is free, where there is one; else they lose it."""

    recurrence_id = WallTime(metadata=_DATE)
    move = YesNo(load_default=True)
    reason = Text(LENGTHS["answer"], load_default="")


class AnswerSchema(Strict):
    description = Text(LENGTHS["description"], required=True)
    answers = Named(Text(LENGTHS["answer"]), load_default=dict)
