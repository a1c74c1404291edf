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
from flask_babel import force_locale, gettext

from booking import clock
from booking.actions.accept import accept_by_link
from booking.actions.check_in import check_in_by_link, say_coming
from booking.actions.choose import choose_by_link
from booking.actions.reply import reply
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.decision import refuse_wrong, typed
from booking.forms.reply import ReplyForm
from booking.models import Attendee
from booking.web.dates import rule_of
from booking.web.invited import invited_by, turn_of
from booking.wording import of_error

blueprint = Blueprint("replies", __name__)
AT_ONCE = 12  # dates that are listed without unfolding
Act = Callable[[Attendee], str]


@blueprint.get("/reply/<token>")
def show(token: str) -> Any:
    return _page(invited_by(token, clock.now()))


@blueprint.post("/reply/<token>")
def answer(token: str) -> Any:
    attendee = invited_by(token, clock.now())
    with force_locale(attendee.locale):
        form = ReplyForm()
        if not turn_of(attendee, clock.now()).coming:
            return _page(attendee, status=409)
        try:
            refuse_wrong({"comment": typed(form.comment)})
            reply(
                attendee.id, partstat=form.partstat.data or "", comment=typed(form.comment), now=clock.now()
            )
        except BookingError as refusal:
            return _page(attendee, form, refusal, refusal.status)
        flash(gettext("Thank you. Your answer has been noted; you can change it here."))
    return _private(redirect(url_for(".show", token=token), 303))


@blueprint.post("/reply/<token>/choice")
def choice(token: str) -> Any:
    return _done(token, _choose)


def _choose(attendee: Attendee) -> str:
    choose_by_link(attendee.id, request.form.get("recurrence_id", "")[:40], now=clock.now())
    return gettext("Thank you. The date is chosen, and everybody invited is told.")


@blueprint.post("/reply/<token>/acceptance")
def acceptance(token: str) -> Any:
    return _done(token, _accept)


def _accept(attendee: Attendee) -> str:
    accept_by_link(attendee.id, now=clock.now(), recurrence_id=request.form.get("recurrence_id", "")[:40])
    return gettext("The time is yours.")


@blueprint.post("/reply/<token>/coming")
def coming(token: str) -> Any:
    return _done(token, _say_coming)


def _say_coming(attendee: Attendee) -> str:
    say_coming(attendee.id, now=clock.now())
    return gettext("Thank you. The time is kept for you.")


@blueprint.post("/reply/<token>/check_in")
def arrive(token: str) -> Any:
    return _done(token, _arrive)


def _arrive(attendee: Attendee) -> str:
    check_in_by_link(attendee.id, now=clock.now())
    return gettext("You are checked in. Welcome!")


def _done(token: str, act: Act) -> Response:
    """One click, and the page again with what came of it."""
    attendee = invited_by(token, clock.now())
    with force_locale(attendee.locale):
        try:
            flash(act(attendee))
        except BookingError as refusal:
            return _page(invited_by(token, clock.now()), None, refusal, refusal.status)
    return _private(redirect(url_for(".show", token=token), 303))


def _page(
    attendee: Attendee, form: ReplyForm | None = None, refused: BookingError | None = None, status: int = 200
) -> Response:
    with force_locale(attendee.locale):
        form = form or ReplyForm(None, partstat=attendee.partstat, comment=attendee.comment)
        shown = render_template(
            "replies/show.html",
            here=url_for(".show", token=(request.view_args or {})["token"]),
            attendee=attendee,
            booking=attendee.reservation,
            turn=turn_of(attendee, clock.now()),
            rule=rule_of(attendee.reservation),
            at_once=AT_ONCE,
            form=form,
            told=refusals.tell(form, refused) if refused and refusals.rules_of(refused) else [],
            refusal=of_error(refused) if refused else "",
        )
    return _private(make_response(shown, status))


def _private(response: Response) -> Response:
    """The address is the key: it goes to no other page and into no cache."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
