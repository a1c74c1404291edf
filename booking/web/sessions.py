"""Signing in and out."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for

from booking import clock
from booking.actions.sign_in import sign_in, sign_out
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.session import SignInForm
from booking.queries.sign_ins import accounts
from booking.web.frame import the_house
from booking.web.visitor import forget, remember, secret, visitor
from booking.wording import of_error
from config import only_here

blueprint = Blueprint("sessions", __name__)


@blueprint.get("/sign-in")
def form() -> Any:
    return redirect(_onward(), 303) if visitor() else _page(SignInForm())


@blueprint.post("/sign-in")
def enter() -> Any:
    asked = SignInForm()
    if not asked.validate():
        return _page(asked, status=422)
    try:
        _refuse_demo_for_strangers()
        _, fresh = sign_in(*asked.to_request(), **_limits())
    except BookingError as error:
        return _page(asked, of_error(error), error.status)
    return _entered(fresh)


def _entered(fresh: str) -> Any:
    """A new secret and a new CSRF token each time: nothing that was known before is worth anything."""
    if secret():
        sign_out(secret())
    session.clear()
    response = redirect(_onward(), 303)
    remember(response, fresh)
    return response


@blueprint.get("/sign-out")
def before_leaving() -> Any:
    """Only a POST signs out: a link on somebody else's page must not."""
    return (
        render_template("sessions/leave.html") if visitor() else redirect(url_for("availability.show"), 303)
    )


@blueprint.post("/sign-out")
def leave() -> Any:
    if secret():
        sign_out(secret())
    session.clear()
    response = redirect(url_for("availability.show"), 303)
    forget(response)
    return response


def _refuse_demo_for_strangers() -> None:
    house = the_house()
    if house and house.demo and not only_here(current_app.config):
        raise BookingError("demo_closed")


def _limits() -> dict[str, Any]:
    settings = current_app.config
    return {
        "address": request.remote_addr or "",
        "now": clock.now(),
        "lifetime": settings["SIGN_IN_LIFETIME"],
        "tries": settings["SIGN_IN_TRIES"],
        "window": settings["SIGN_IN_WINDOW"],
    }


def _page(asked: SignInForm, refusal: str = "", status: int = 200) -> Any:
    house = the_house()
    known = accounts() if house and house.demo and only_here(current_app.config) else []
    told = refusals.standing(asked)
    shown = render_template("sessions/form.html", form=asked, refusal=refusal, told=told, accounts=known)
    return shown, status


def _onward() -> str:
    wanted = request.args.get("next", "")
    return wanted if is_local(wanted) else url_for("availability.show")


def is_local(path: str) -> bool:
    """Whether it stays here. Browsers read `\\` as `/` and drop control characters."""
    if not path.startswith("/") or path[1:2] in ("/", "\\") or not path.isprintable():
        return False
    try:
        parts = urlsplit(path)
    except ValueError:
        return False
    return not parts.scheme and not parts.netloc
