"""Refusals as problem documents (RFC 9457), in the reader's language."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, Response, current_app, json, request
from flask_babel import get_locale
from werkzeug.exceptions import HTTPException

from booking import wording
from booking.errors import BookingError, BrokenRule
from booking.rule_words import of_rule

TYPE = "application/problem+json"
PREFIX = "/api/"
CODES = {
    400: "bad_request",
    401: "bad_token",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_tries",
    503: "busy",
}
_HEADERS = {401: {"WWW-Authenticate": 'Bearer realm="api"'}, 503: {"Retry-After": "1"}}
_SENTENCES = 3  # in `detail`; `errors` has them all


def document(status: int, code: str, errors: Sequence[dict[str, str]] = (), **more: Any) -> Response:
    """`detail` says what is most worth knowing: the faults themselves if there are any."""
    title = str(wording.REFUSALS[code])
    faults = list(dict.fromkeys(error["detail"] for error in errors))[:_SENTENCES]
    told: dict[str, Any] = {"type": f"/api/v1/docs#{code}", "title": title, "status": status, "code": code}
    told |= {"detail": " ".join(faults) or title} | ({"errors": errors} if errors else {}) | more
    return Response(json.dumps(told), status, _HEADERS.get(status), content_type=TYPE)


def refused(error: BookingError, **more: Any) -> Response:
    errors = [fault(rule) for rule in getattr(error, "rules", ())]
    code = error.code if error.code in wording.REFUSALS else "refused"
    return document(error.status, code, errors, **more)


def fault(rule: BrokenRule) -> dict[str, str]:
    told = {"code": rule.code, "field": rule.field, "detail": of_rule(rule)}
    return told | ({"recurrence_id": date} if (date := rule.values.get("date")) else {})


def of_status(error: HTTPException) -> Response | HTTPException:
    """Only for what is asked of the API; pages have their own words."""
    if not request.path.startswith(PREFIX):
        return error
    status = error.code or 500
    response = document(status, CODES.get(status, "bad_request" if status < 500 else "internal"))
    response.headers.extend((k, v) for k, v in error.get_headers() if k in ("Allow", "Retry-After"))
    return response


def unexpected(error: Exception) -> Response:
    current_app.logger.error("%s %s", request.method, request.path, exc_info=error)
    return document(500, "internal")


def only_problems(response: Response) -> Response:
    """What never reached a route of ours (an unknown address, a wrong method) is told in the same form."""
    if not request.path.startswith(PREFIX):
        return response
    if response.status_code >= 400 and response.mimetype != TYPE:
        status = response.status_code
        told = document(status, CODES.get(status, "bad_request" if status < 500 else "internal"))
        response.set_data(told.get_data())
        response.content_type = TYPE
    response.headers["Content-Language"] = str(get_locale()).replace("_", "-")
    response.headers.setdefault("Cache-Control", "private, no-cache")
    response.vary.update(("Accept-Language", "Authorization"))
    return response


def register(app: Flask) -> None:
    app.register_error_handler(HTTPException, of_status)
    app.after_request(only_problems)
