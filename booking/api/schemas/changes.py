"""The bodies that change a reservation."""

from booking.actions.scopes import SCOPES
from booking.api.fields import Choice, Named, QueryWallTime, RowNumber, Text, WallTime, YesNo
from booking.api.schemas.base import Query, Strict
from booking.rules.locales import LOCALES
from booking.rules.requests import LENGTHS

_SCOPE = {"description": "Of a series: this date, this and following, or all that are to come (default)"}
_DATE = {"description": "The date meant, wall time in `tzid`; may be left out where there is only one"}

_LANGUAGE = {"description": "In which `reason` is written; empty: that of who asks"}
_STANDARD = {"description": "Id of GET /standard-reasons; told to each reader in their own language"}


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


class SaidSchema(ReasonSchema):
    """A reason in one's own words, a standard one (staff), or both."""

    reason_locale = Choice(("", *LOCALES), load_default="", metadata=_LANGUAGE)
    standard_reason = RowNumber(load_default=None, allow_none=True, metadata=_STANDARD)


class ApprovalSchema(SaidSchema):
    decision = Choice(("approve", "decline", "return"), required=True)


class CancellationSchema(SaidSchema):
    pass


class ChangeWithdrawalSchema(ScopeSchema):
    pass


class CheckInSchema(ScopeSchema):
    pass


class EndSchema(Strict):
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
    preview = YesNo(load_default=False, metadata={"description": "Only tell what would happen"})


class AnswerSchema(Strict):
    description = Text(LENGTHS["description"], required=True)
    answers = Named(Text(LENGTHS["answer"]), load_default=dict)
