"""Every refusal as a page in the reader's language, with a way on. What is under /api/ answers for itself."""

from typing import Any

from flask import Flask, g, render_template, request
from flask.globals import request_ctx
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from booking.errors import BookingError, BrokenRule
from booking.extensions import db
from booking.rule_words import of_rule
from booking.web.visitor import SignInFirst, to_sign_in
from booking.wording import of_error

CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    429: "too_many_tries",
    500: "internal",
    503: "busy",
}
OTHERS = (406, 408, 409, 410, 411, 412, 414, 415, 416, 417, 422, 428, 431, 501, 502, 504)


def register(app: Flask) -> None:
    app.register_error_handler(BookingError, _booking_error)
    app.register_error_handler(SignInFirst, lambda error: to_sign_in())
    app.register_error_handler(CSRFError, _csrf_error)
    for status in (*CODES, *OTHERS):
        app.register_error_handler(status, _http_error)


def _booking_error(error: BookingError) -> Any:
    return page(error.code, error.status, getattr(error, "rules", ()), error)


def _csrf_error(error: CSRFError) -> Any:
    return error if _for_the_api() else page("csrf", 400)


def _http_error(error: HTTPException) -> Any:
    if _for_the_api():
        return error
    status = error.code or 500
    return page(
        CODES.get(status, "bad_request" if status < 500 else "internal"), status, headers=_allow(error)
    )


def _allow(error: HTTPException) -> dict[str, str]:
    """RFC 9110 15.5.6: a 405 names what is allowed."""
    methods = getattr(error, "valid_methods", None)
    return {"Allow": ", ".join(sorted(methods))} if methods else {}


def _for_the_api() -> bool:
    return request.path.startswith("/api/")


def page(
    code: str,
    status: int,
    rules: tuple[BrokenRule, ...] = (),
    error: BookingError | None = None,
    headers: dict[str, str] | None = None,
) -> Any:
    """Plain text for a host that is not ours: no address of a page can be made for it."""
    if request_ctx.url_adapter is None:
        return of_error(BookingError(code)), status, {"Content-Type": "text/plain; charset=utf-8"}
    if status >= 500:
        _ask_the_database_nothing()
    sentence = of_error(error or BookingError(code))
    told = [of_rule(rule) for rule in rules]
    text = render_template("errors/refusal.html", sentence=sentence, rules=told, status=status)
    return text, status, headers or {}


def _ask_the_database_nothing() -> None:
    """What failed may have been the database, or have left its transaction unusable."""
    db.session.rollback()
    g.actor = g.house = None
