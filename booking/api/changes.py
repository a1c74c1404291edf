"""What is done to a reservation after it was made: each a small resource of its own."""

from functools import partial
from typing import Any

from booking import clock
from booking.actions.accept import accept
from booking.actions.answer import answer
from booking.actions.approve import approve
from booking.actions.award import award
from booking.actions.cancel import cancel
from booking.actions.check_in import check_in, release
from booking.actions.choose import choose
from booking.actions.decline import decline
from booking.actions.scopes import ALL
from booking.actions.send_back import send_back
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.schemas.changes import (
    AcceptanceSchema,
    AnswerSchema,
    ApprovalSchema,
    AwardSchema,
    CancellationSchema,
    CheckInSchema,
    ChoiceSchema,
    ReleaseSchema,
)
from booking.api.scopes import date_of, scope_of
from booking.api.verbs import verb
from booking.errors import BrokenRule, Invalid
from booking.models import Reservation

blueprint = Blueprint("changes", "Approval, cancellation, check-in, and the applicant's answers")
_change = partial(verb, blueprint)
Body = dict[str, Any]


@_change("approval", ApprovalSchema)
def approval(found: Reservation, body: Body) -> None:
    """Staff decide. To approve against newly broken rules needs a reason; to return needs the question."""
    by, now, reason, scope = demanded(), clock.now(), body["reason"], scope_of(body, found)
    if body["decision"] == "approve":
        approve(found.id, by=by, now=now, override_reason=reason, **scope)
    elif body["decision"] == "decline":
        decline(found.id, by=by, now=now, reason=reason, **scope)
    else:
        _return(found, reason, scope["scope"])


def _return(found: Reservation, question: str, scope: str) -> None:
    wrong = [] if question.strip() else [BrokenRule("missing", "reason")]
    if scope != ALL:
        wrong.append(BrokenRule("only_whole_series", "scope"))
    if wrong:
        raise Invalid(wrong)
    send_back(found.id, by=demanded(), now=clock.now(), question=question)


@_change("cancellation", CancellationSchema)
def cancellation(found: Reservation, body: Body) -> None:
    """A booking is cancelled, a request withdrawn, a place in line given up."""
    scope = scope_of(body, found)
    cancel(found.id, by=demanded(), now=clock.now(), reason=body["reason"], **scope)


@_change("check_in", CheckInSchema)
def checking_in(found: Reservation, body: Body) -> None:
    """They are here: from a quarter of an hour before the meeting until its end."""
    check_in(found.id, by=demanded(), now=clock.now(), **scope_of(body, found))


@_change("release", ReleaseSchema)
def releasing(found: Reservation, body: Body) -> None:
    """Staff give up a time to which nobody has come."""
    release(found.id, by=demanded(), now=clock.now(), reason=body["reason"], **scope_of(body, found))


@_change("acceptance", AcceptanceSchema)
def acceptance(found: Reservation, body: Body) -> None:
    """Takes the place that the waitlist offers."""
    accept(found.id, by=demanded(), now=clock.now(), **scope_of(body, found))


@_change("choice", ChoiceSchema)
def choice(found: Reservation, body: Body) -> None:
    """Of the candidate dates this one takes place; the others are free."""
    choose(found.id, date_of(body["recurrence_id"], found), by=demanded(), now=clock.now())


@_change("award", AwardSchema)
def awarding(found: Reservation, body: Body) -> None:
    """Staff give the slot to who waits for it; its holders are moved, or lose it and are offered others."""
    at, reason = date_of(body.get("recurrence_id"), found), body["reason"]
    award(found.id, by=demanded(), now=clock.now(), recurrence_id=at, move=body["move"], reason=reason)


@_change("answer", AnswerSchema)
def reply(found: Reservation, body: Body) -> None:
    """The applicant's answer to a return; the request waits for staff again."""
    answer(
        found.id,
        by=demanded(),
        now=clock.now(),
        description=body["description"],
        answers=body["answers"],
    )
