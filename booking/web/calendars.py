"""One's feeds for calendar programs: made, given another address, revoked. An address is shown once."""

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.calendar_parts import choose_calendar_parts
from booking.actions.feeds import make_feed, rotate_feed
from booking.actions.tokens import revoke_token
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.decision import refuse_wrong
from booking.forms.feeds import LEVELS, SUBJECTS, CalendarPartsForm, FeedForm, space_option
from booking.permissions import OWN, Actor
from booking.queries.feed_choices import feed_choices
from booking.queries.people import by_email
from booking.queries.policies import centre
from booking.queries.tokens import feeds_of
from booking.rules.subscribing import ways
from booking.web.qr import qr_code
from booking.web.visitor import require
from booking.wording import of_error, translated

blueprint = Blueprint("calendars", __name__, url_prefix="/account/calendars")
_FIELDS = dict.fromkeys(("subject", "level", "space"), "shows")
_NUMBER = "int(max=2147483647)"


@blueprint.get("")
def index() -> Any:
    return _page(require("account", OWN))


@blueprint.post("")
def new() -> Any:
    by, form = require("account", OWN), FeedForm()
    name, wish = form.name.data or "", form.chosen()
    try:
        refuse_wrong({"name": name, "subject": wish["space"]})
        secret, _ = make_feed(by=by, now=clock.now(), name=name.strip(), **wish)
    except BookingError as refusal:
        return _page(by, refusal, form)
    return _page(by, secret=secret)


@blueprint.post(f"/<{_NUMBER}:token_id>/rotation")
def rotate(token_id: int) -> Any:
    by = require("account", OWN)
    secret, _ = rotate_feed(token_id, by=by, now=clock.now())
    return _page(by, secret=secret)


@blueprint.post(f"/<{_NUMBER}:token_id>/revocation")
def revoke(token_id: int) -> Any:
    revoke_token(token_id, by=require("account", OWN), now=clock.now())
    flash(gettext("The calendar is revoked: its address shows nothing any more."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/mails")
def mails() -> Any:
    wanted = bool(CalendarPartsForm().calendar_parts.data)
    choose_calendar_parts(wanted, by=require("account", OWN), now=clock.now())
    flash(gettext("Your choice is saved."))
    return redirect(url_for(".index"), 303)


def _page(
    by: Actor, refused: BookingError | None = None, form: FeedForm | None = None, secret: str = ""
) -> Any:
    """The form that was refused, or the secret of an address just made."""
    told = refusals.tell(form, refused, _FIELDS) if form and refused else []
    user = by_email(by.email)
    shown = render_template(
        "account/calendars.html",
        feeds=feeds_of(by),
        form=_offered(form, by),
        mails=CalendarPartsForm(None, obj=user),
        company=user.company if user else None,
        levels=LEVELS,
        subjects=SUBJECTS,
        made=ways(_address(secret), translated(centre().names)) if secret else None,
        base_url=current_app.config["BASE_URL"],
        public=current_app.config["BASE_URL"].startswith("https:"),
        refusal=of_error(refused) if refused else "",
        told=told,
        qr_code=qr_code,
    )
    response = make_response(shown, refused.status if refused else 201 if secret else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


def _address(secret: str) -> str:
    return f"{current_app.config['BASE_URL']}{url_for('feeds.feed', secret=secret)}"


def _offered(form: FeedForm | None, by: Actor) -> FeedForm:
    """With what this person may have; `?space=` chooses that space."""
    choices = feed_choices(by)
    wanted = space_option(choices, request.args.get("space", ""))
    form = form or FeedForm(None, shows=wanted)
    form.offer(choices)
    return form
