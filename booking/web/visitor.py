"""Who asks for a page: the browser's cookie holds a random secret, the row its SHA-256.

`g.actor` is kept for the request; a way in that knows its people otherwise sets it before anything asks.
"""

from dataclasses import replace
from typing import Any

from flask import Response, current_app, g, redirect, request, url_for

from booking import clock
from booking.permissions import ANYTHING, Actor, demand
from booking.queries.sign_ins import signed_in
from booking.rules.wall import known

ZONE_COOKIE = "tz"


def cookie_name() -> str:
    """`__Host-` is accepted by browsers only with https (D43)."""
    return "__Host-sign_in" if _https() else "sign_in"


def _https() -> bool:
    return current_app.config["BASE_URL"].startswith("https:")


def secret() -> str:
    return request.cookies.get(cookie_name(), "")


def visitor() -> Actor | None:
    """At most one query a request, and none without a cookie."""
    if "actor" not in g:
        found = signed_in(secret(), clock.now()) if secret() else None
        g.actor = found and replace(found, undo_for=current_app.config["UNDO_FOR"])
    return g.actor


def remember(response: Response, secret: str) -> None:
    lifetime = current_app.config["SIGN_IN_LIFETIME"]
    response.set_cookie(
        cookie_name(), secret, max_age=lifetime, httponly=True, samesite="Lax", secure=_https(), path="/"
    )


def forget(response: Response) -> None:
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=_https(), path="/")


def viewer_tzid() -> str:
    """The account's zone, else the browser's, else the centre's."""
    if by := visitor():
        return by.tzid
    told = request.cookies.get(ZONE_COOKIE, "")
    return told if known(told) else current_app.config["CENTRE_TIMEZONE"]


def require(verb: str, relation: str = ANYTHING) -> Actor:
    """The visitor, who may do `verb`. Raises Forbidden; SignInFirst for nobody."""
    by = somebody()
    demand(by, verb, relation)
    return by


def somebody() -> Actor:
    """The visitor. Raises SignInFirst."""
    by = visitor()
    if by is None:
        raise SignInFirst()
    return by


class SignInFirst(Exception):
    """Answered by the sign-in page, and then this one."""


def to_sign_in() -> Any:
    """Back to this page afterwards, if it can be asked for again."""
    back = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("sessions.form", next=back), 303)
