"""Who has a new account, or forgot the password, chooses one by a personal link; a look changes nothing."""

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.welcome import choose_password, forgot_password
from booking.errors import BookingError, NotFound
from booking.forms import refusal as refusals
from booking.forms.welcome import ChooseForm, ForgottenForm
from booking.models import User
from booking.queries.people import account
from booking.rules.links import WELCOME, genuine, id_of
from booking.rules.welcoming import still_good
from booking.web.headers import private
from booking.web.language import meet
from booking.wording import of_error

blueprint = Blueprint("welcome", __name__)
_REMEMBERED = 20  # links that were sent lately


@blueprint.get("/welcome/<token>")
def show(token: str) -> Any:
    user = _reader(token)
    return _page(user if _is_good(token, user) else None, ChooseForm())


@blueprint.post("/welcome/<token>")
def choose(token: str) -> Any:
    user, form = _reader(token), ChooseForm()
    if not _is_good(token, user):
        return _page(None, form, status=410)
    try:
        choose_password(user.id, user.generation, form.password.data or "", now=clock.now())
    except BookingError as refused:
        return _page(_reader(token), form, refusals.tell(form, refused), refused.status)
    flash(gettext("The password is set. Please sign in with it."), "success")
    return redirect(url_for("sessions.form"), 303)


@blueprint.get("/forgotten")
def ask() -> Any:
    return render_template("welcome/forgotten.html", form=ForgottenForm(), told=[], refusal="")


@blueprint.post("/forgotten")
def send() -> Any:
    form, settings = ForgottenForm(), current_app.config
    if not form.validate():
        told = refusals.standing(form)
        return render_template("welcome/forgotten.html", form=form, told=told, refusal=""), 422
    limits = {"tries": settings["SIGN_IN_TRIES"], "window": settings["SIGN_IN_WINDOW"]}
    try:
        forgot_password(form.email.data, address=request.remote_addr or "", now=clock.now(), **limits)
    except BookingError as refused:
        said = of_error(refused)
        return render_template("welcome/forgotten.html", form=form, told=[], refusal=said), refused.status
    flash(gettext("If there is an account with this address, a mail with a link is on its way."), "success")
    return redirect(url_for("sessions.form"), 303)


def _reader(token: str) -> User:
    """In their language; of any generation, so that one whose link was used is told so. Raises NotFound."""
    user_id = id_of(token)
    user = account(user_id) if user_id is not None and user_id < 2**31 else None
    if user is None or not any(_made(token, user, user.generation - n) for n in range(_REMEMBERED)):
        raise NotFound()
    meet(user.locale)
    return user


def _is_good(token: str, user: User) -> bool:
    return user.active and _made(token, user, user.generation) and still_good(user.welcomed_at, clock.now())


def _made(token: str, user: User, generation: int) -> bool:
    settings = current_app.config
    keys = [settings["SECRET_KEY"], *settings["SECRET_KEY_FALLBACKS"]]
    return genuine(token, keys, WELCOME, user.id, generation)


def _page(user: User | None, form: ChooseForm, told: refusals.Told | None = None, status: int = 200) -> Any:
    """Without a reader: the link is good no more."""
    shown = render_template("welcome/choose.html", user=user, form=form, told=told or [])
    return private(make_response(shown, status))
