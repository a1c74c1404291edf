"""App passwords, with which calendar apps sign in (D41): made, listed, revoked. One is shown once."""

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.own_calendar import choose_own_calendar
from booking.actions.tokens import make_app_password, revoke_token
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.decision import refuse_wrong
from booking.forms.passwords import AppPasswordForm, OwnCalendarForm
from booking.permissions import OWN, Actor
from booking.queries.people import by_email
from booking.queries.tokens import app_passwords_of
from booking.web.visitor import require
from booking.wording import of_error

blueprint = Blueprint("passwords", __name__)


@blueprint.get("/account/passwords")
def show() -> Any:
    return _page(require("account", OWN), AppPasswordForm(None))


@blueprint.post("/account/passwords")
def make() -> Any:
    by, form = require("account", OWN), AppPasswordForm()
    try:
        refuse_wrong({"name": form.name.data or ""})
        made = make_app_password(by=by, now=clock.now(), name=(form.name.data or "").strip())
    except BookingError as refusal:
        return _page(by, form, refusal)
    return _page(by, AppPasswordForm(None), made=made)


@blueprint.post("/account/passwords/<int(max=2147483647):token_id>/revocation")
def revoke(token_id: int) -> Any:
    revoke_token(token_id, by=require("account", OWN), now=clock.now())
    flash(gettext("It is revoked and opens nothing any more."))
    return redirect(url_for(".show"), 303)


@blueprint.post("/account/passwords/own-calendar")
def own_calendar() -> Any:
    by, form = require("account", OWN), OwnCalendarForm()
    choose_own_calendar(bool(form.own_calendar.data), by=by, now=clock.now())
    flash(gettext("Your account has been changed."))
    return redirect(url_for(".show"), 303)


def _page(by: Actor, form: AppPasswordForm, refused: BookingError | None = None, made: str = "") -> Any:
    """`made` is one that has just been made."""
    shown = render_template(
        "account/passwords.html",
        form=form,
        own=OwnCalendarForm(None, obj=by_email(by.email)),
        made=made,
        passwords=app_passwords_of(by),
        email=by.email,
        address=f"{current_app.config['BASE_URL']}/dav/",
        refusal=of_error(refused) if refused else "",
        told=refusals.tell(form, refused) if refused else [],
    )
    response = make_response(shown, refused.status if refused else 201 if made else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
