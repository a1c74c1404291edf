"""Whoever is reminded says when, by the link of a reminder and without signing in; a look changes nothing."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.reminders import choose_reminders_by_link
from booking.errors import BookingError
from booking.extensions import csrf
from booking.forms import refusal as refusals
from booking.forms.reminders import RemindersForm, reminders_form
from booking.models import Attendee
from booking.queries.reminders import choice_of
from booking.rules.links import REMINDERS
from booking.web.headers import private
from booking.web.invited import holder
from booking.wording import of_error

blueprint = Blueprint("reminders", __name__)
ONE_CLICK = "One-Click"


@blueprint.get("/reminders/<token>")
def show(token: str) -> Any:
    attendee = holder(token, REMINDERS)
    return _page(token, attendee, reminders_form(choice_of(attendee.email), None))


@blueprint.post("/reminders/<token>")
def choose(token: str) -> Any:
    attendee = holder(token, REMINDERS)
    form = reminders_form(choice_of(attendee.email))
    try:
        choose_reminders_by_link(attendee.id, form.chosen(), now=clock.now())
    except BookingError as refusal:
        return _page(token, attendee, form, refusal)
    flash(gettext("Your reminders have been changed."))
    return private(redirect(url_for(".show", token=token), 303))


@blueprint.get("/reminders/<token>/one-click")
def look(token: str) -> Any:
    """Where a mail program opens the address instead of posting to it."""
    holder(token, REMINDERS)
    return private(redirect(url_for(".show", token=token), 303))


@blueprint.post("/reminders/<token>/one-click")
@csrf.exempt
def one_click(token: str) -> Any:
    """A mail program's own button (RFC 8058): no cookie, no page before it, and no redirect after it."""
    attendee = holder(token, REMINDERS)
    if request.form.get("List-Unsubscribe") != ONE_CLICK:
        return private(redirect(url_for(".show", token=token), 303))
    choose_reminders_by_link(attendee.id, (), now=clock.now())
    said = gettext("No more reminders are sent to %(address)s.", address=attendee.email)
    return private(Response(f"{said}\n", mimetype="text/plain"))


def _page(
    token: str, attendee: Attendee, form: RemindersForm, refused: BookingError | None = None
) -> Response:
    """Every reminder's link leads here, whichever meeting it was of."""
    shown = render_template(
        "reminders/show.html",
        here=url_for(".show", token=token),
        attendee=attendee,
        form=form,
        told=refusals.tell(form, refused) if refused else [],
        refusal=of_error(refused) if refused else "",
    )
    return private(make_response(shown, refused.status if refused else 200))
