"""What is done to a reservation after it was made: each a small resource of its own."""

from functools import partial
from typing import Any

from booking import clock
from booking.actions.accept import accept
from booking.actions.answer import answer
from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.check_in import check_in, release
from booking.actions.choose import choose
from booking.actions.decline import decline
from booking.actions.end_early import end_early
from booking.actions.scopes import ALL
from booking.actions.send_back import send_back
from booking.actions.withdraw_change import withdraw_change
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.etags import demanded_revision
from booking.api.schemas.changes import (
    AcceptanceSchema,
    AnswerSchema,
    ApprovalSchema,
    CancellationSchema,
    ChangeWithdrawalSchema,
    CheckInSchema,
    ChoiceSchema,
    EndSchema,
    ReleaseSchema,
)
from booking.api.scopes import date_of, scope_of
from booking.api.verbs import verb
from booking.errors import BrokenRule, Invalid
from booking.models import Reservation
from booking.permissions import demand

blueprint = Blueprint("changes", "Approval, cancellation, check-in, and the applicant's answers")
_change = partial(verb, blueprint)
Body = dict[str, Any]


@_change("approval", ApprovalSchema, conditional=True)
def approval(found: Reservation, body: Body) -> None:
    """Staff decide. To approve against newly broken rules needs a reason; to return needs the question."""
    by, now, reason, scope = demanded(), clock.now(), body["reason"], scope_of(body, found)
    demand(by, "approve")  # before any condition (RFC 9110 13.2.1)
    revision, said = demanded_revision(found), _said(body)
    if body["decision"] == "approve":
        approve(found.id, by=by, now=now, override_reason=reason, revision=revision, **scope)
    elif body["decision"] == "decline":
        decline(found.id, by=by, now=now, reason=reason, revision=revision, **said, **scope)
    else:
        _return(found, reason, scope["scope"], said)


def _said(body: Body) -> Body:
    return {name: body[name] for name in ("reason_locale", "standard_reason")}


def _return(found: Reservation, question: str, scope: str, said: Body) -> None:
    asks = question.strip() or said["standard_reason"] is not None
    wrong = [] if asks else [BrokenRule("missing", "reason")]
    if scope != ALL:
        wrong.append(BrokenRule("only_whole_series", "scope"))
    if wrong:
        raise Invalid(wrong)
    send_back(found.id, by=demanded(), now=clock.now(), question=question, **said)


@_change("cancellation", CancellationSchema)
def cancellation(found: Reservation, body: Body) -> None:
    """A booking is cancelled, a request withdrawn, a place in line given up."""
    scope = scope_of(body, found)
    cancel(found.id, by=demanded(), now=clock.now(), reason=body["reason"], **_said(body), **scope)


@_change("change_withdrawal", ChangeWithdrawalSchema)
def change_withdrawal(found: Reservation, body: Body) -> None:
    """A change that waits for staff is asked for no more; what was confirmed stays."""
    withdraw_change(found.id, by=demanded(), now=clock.now(), **scope_of(body, found))


@_change("check_in", CheckInSchema)
def checking_in(found: Reservation, body: Body) -> None:
    """They are here: from a quarter of an hour before the meeting until its end."""
    check_in(found.id, by=demanded(), now=clock.now(), **scope_of(body, found))


@_change("end", EndSchema)
def ending(found: Reservation, body: Body) -> None:
    """The date that is on ends now, and the rest of its time is free for others. Nobody is told."""
    end_early(found.id, by=demanded(), now=clock.now())


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
