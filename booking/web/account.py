"""One's own account: language and zone, password and API tokens. A secret is shown once."""

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.account import change_password, edit_account
from booking.actions.reminders import choose_reminders
from booking.actions.tokens import make_api_token, revoke_token
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.account import AccountForm, ApiTokenForm, PasswordForm, zone_named, zones
from booking.forms.decision import refuse_wrong
from booking.forms.reminders import reminders_form
from booking.permissions import OWN, Actor, may
from booking.queries.people import by_email
from booking.queries.reminders import choice_of
from booking.queries.tokens import tokens_of
from booking.web.language import choose
from booking.web.visitor import require, secret
from booking.wording import of_error

blueprint = Blueprint("account", __name__)


@blueprint.get("/account")
def show() -> Any:
    return _page(require("account", OWN))


@blueprint.post("/account")
def edit() -> Any:
    by, form = require("account", OWN), AccountForm()
    locale, tzid = form.locale.data or "", zone_named(form.tzid.data or "")
    try:
        edit_account(by=by, now=clock.now(), locale=locale, tzid=tzid, **_own(form, by))
    except BookingError as refusal:
        return _page(by, refusal, person=form)
    choose(locale)
    flash(gettext("Your account has been changed."))
    return redirect(url_for(".show"), 303)


def _own(form: AccountForm, by: Actor) -> dict[str, Any]:
    digest = bool(form.digest.data) if may(by, "desk") else None
    return {"reading": form.reading.data, "digest": digest}


@blueprint.post("/account/password")
def password() -> Any:
    by, form = require("account", OWN), PasswordForm()
    limits = {"tries": current_app.config["SIGN_IN_TRIES"], "window": current_app.config["SIGN_IN_WINDOW"]}
    old, new = form.old.data or "", form.new.data or ""
    try:
        change_password(old, new, by=by, now=clock.now(), keep=secret(), **limits)
    except BookingError as refusal:
        return _page(by, refusal, password=form)
    flash(gettext("The password has been changed. Other browsers have been signed out."))
    return redirect(url_for(".show"), 303)


@blueprint.post("/account/reminders")
def reminders() -> Any:
    by = require("account", OWN)
    form = reminders_form(choice_of(by.email))
    try:
        choose_reminders(form.chosen(), by=by, now=clock.now())
    except BookingError as refusal:
        return _page(by, refusal, reminders=form)
    flash(gettext("Your reminders have been changed."))
    return redirect(url_for(".show"), 303)


@blueprint.post("/account/tokens")
def new_api_token() -> Any:
    by, form = require("account", OWN), ApiTokenForm()
    try:
        refuse_wrong({"name": form.name.data or ""})
        made = make_api_token(by=by, now=clock.now(), name=(form.name.data or "").strip())
    except BookingError as refusal:
        return _page(by, refusal, api_token=form)
    return _page(by, api_secret=made, status=201)


@blueprint.post("/account/tokens/<int(max=2147483647):token_id>/revocation")
def revoke(token_id: int) -> Any:
    revoke_token(token_id, by=require("account", OWN), now=clock.now())
    flash(gettext("It is revoked and opens nothing any more."))
    return redirect(url_for(".show"), 303)


def _page(by: Actor, refused: BookingError | None = None, status: int = 200, **more: Any) -> Any:
    """`more`: the form that was refused, or a secret just made."""
    told = refusals.tell(next(iter(more.values())), refused) if refused else []
    user = by_email(by.email)
    forms = {
        "person": AccountForm(None, obj=user),
        "password": PasswordForm(None) if user and user.password_hash else None,
        "api_token": ApiTokenForm(None),
        "reminders": reminders_form(choice_of(by.email), None),
    }
    shown = render_template(
        "account/show.html",
        user=user,
        zones=zones(),
        tokens=tokens_of(by),
        refusal=of_error(refused) if refused else "",
        told=told,
        **forms | more,
    )
    response = make_response(shown, refused.status if refused else status)
    response.headers["Cache-Control"] = "no-store"
    return response
