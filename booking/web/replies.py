"""An invited person answers by a personal link, without an account; a look at it never answers."""

from collections.abc import Callable
from typing import Any

from flask import (
    Blueprint,
    Response,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext

from booking import clock
from booking.actions.accept import accept_by_link
from booking.actions.call_off import call_off_by_link
from booking.actions.check_in import check_in_by_link, say_coming
from booking.actions.choose import choose_by_link
from booking.actions.leave_offer import leave_offer_by_link
from booking.actions.reply import reply
from booking.errors import BookingError
from booking.forms.decision import refuse_wrong, typed
from booking.forms.proposal import ProposalForm
from booking.forms.reply import ReplyForm, offer_dates
from booking.models import Attendee
from booking.web.comer import way_in
from booking.web.dates import rule_now
from booking.web.headers import private
from booking.web.invited import Turn, invited_by, turn_of
from booking.web.proposal_page import open_of, proposal_of, times_of, told
from booking.web.times import clock_text
from booking.wording import of_error

blueprint = Blueprint("replies", __name__)
AT_ONCE = 12  # dates that are listed without unfolding
Act = Callable[[Attendee], str]


@blueprint.get("/reply/<token>")
def show(token: str) -> Any:
    return page(invited_by(token, clock.now()))


@blueprint.post("/reply/<token>")
def answer(token: str) -> Any:
    attendee = invited_by(token, clock.now())
    form = ReplyForm()
    if not turn_of(attendee, clock.now()).coming:
        return page(attendee, status=409)
    try:
        refuse_wrong({"comment": typed(form.comment)})
        said = {"partstat": form.partstat.data or "", "comment": typed(form.comment)}
        reply(attendee.id, **said, recurrence_id=_date(), now=clock.now())
    except BookingError as refusal:
        return page(invited_by(token, clock.now()), form, refusal, refusal.status)
    flash(gettext("Thank you. Your answer has been noted; you can change it here."))
    return private(redirect(url_for(".show", token=token), 303))


def _choose(attendee: Attendee) -> str:
    choose_by_link(attendee.id, _date(), now=clock.now())
    return gettext("Thank you. The date is chosen, and everybody invited is told.")


def _accept(attendee: Attendee) -> str:
    accept_by_link(attendee.id, now=clock.now(), recurrence_id=_date())
    return gettext("The time is yours.")


def _leave(attendee: Attendee) -> str:
    leave_offer_by_link(attendee.id, now=clock.now(), recurrence_id=_date())
    return gettext("Thank you. The time goes to the next in line.")


def _say_coming(attendee: Attendee) -> str:
    say_coming(attendee.id, now=clock.now())
    return gettext("Thank you. The time is kept for you.")


def _arrive(attendee: Attendee) -> str:
    check_in_by_link(attendee.id, now=clock.now())
    return gettext("You are checked in. Welcome!")


def _call_off(attendee: Attendee) -> str:
    call_off_by_link(attendee.id, now=clock.now(), recurrence_id=_date())
    return gettext("It is cancelled, and everybody invited is told.")


def _date() -> str:
    """The one that the button stands at."""
    return request.form.get("recurrence_id", "")[:40]


ACTS: dict[str, Act] = {
    "choice": _choose,
    "acceptance": _accept,
    "withdrawal": _leave,
    "cancellation": _call_off,
    "coming": _say_coming,
    "check_in": _arrive,
}


@blueprint.post(f"/reply/<token>/<any({', '.join(ACTS)}):part>")
def act(token: str, part: str) -> Response:
    """One click, and the page again with what came of it."""
    attendee = invited_by(token, clock.now())
    try:
        flash(ACTS[part](attendee))
    except BookingError as refusal:
        return page(invited_by(token, clock.now()), None, refusal, refusal.status)
    return private(redirect(url_for(".show", token=token), 303))


def page(
    attendee: Attendee,
    form: ReplyForm | None = None,
    refused: BookingError | None = None,
    status: int = 200,
    proposing: ProposalForm | None = None,
) -> Response:
    booking, turn = attendee.reservation, turn_of(attendee, clock.now())
    form = form or _begun(attendee, turn)
    if booking.rrule:
        offer_dates(
            form, [(d.recurrence_id, clock_text(d.starts_at, booking.venue_tzid)) for d in turn.coming]
        )
    shown = render_template(
        "replies/show.html",
        here=url_for("replies.show", token=(request.view_args or {})["token"]),
        attendee=attendee,
        booking=booking,
        turn=turn,
        rule=rule_now(booking),
        at_once=AT_ONCE,
        form=form,
        proposing=proposing or proposal_of(attendee, clock.now()),
        times_of=times_of,
        proposed=open_of(attendee, clock.now()),
        join=way_in(booking, attendee.email),
        told=told(proposing or form, refused),
        refusal=of_error(refused) if refused else "",
    )
    return private(make_response(shown, status))


def _begun(attendee: Attendee, turn: Turn) -> ReplyForm:
    """With the answer so far; a mail about one date of a series leads to that date."""
    named = request.args.get("date", "")
    date = next((date for date in turn.coming if date.recurrence_id == named), None)
    kept = (attendee.on(date) if date else None) or attendee
    return ReplyForm(None, recurrence_id=named if date else "", partstat=kept.partstat, comment=kept.comment)
