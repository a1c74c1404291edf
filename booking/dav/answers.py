"""Refusals as calendar apps read them: the status counts, the words are for people who look."""

from http import HTTPStatus
from xml.etree import ElementTree as ET

from werkzeug.wrappers import Response

from booking.errors import BookingError, Forbidden, OutOfPolicy
from booking.rule_words import of_rule
from booking.wording import of_error

REALM = "Silkroom"
_DAV, _CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
NAMES = {
    "propfind-finite-depth": _DAV,
    "need-privileges": _DAV,
    "valid-calendar-object-resource": _CALDAV,
    "no-uid-conflict": _CALDAV,
    "max-resource-size": _CALDAV,
}


class Unauthorized(BookingError):
    code = "wrong_credentials"
    status = 401


class Condition(Exception):
    """A precondition by its name in RFC 4791 5.3.2 or RFC 4918 16, which the answer names."""

    def __init__(self, name: str, status: int = 403):
        super().__init__(name)
        self.name, self.status = name, status


def plain(status: int, words: str = "") -> Response:
    text = words or HTTPStatus(status).phrase
    return Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")


def of_refusal(refused: BookingError) -> Response:
    response = plain(refused.status, of_error(refused))
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = f'Basic realm="{REALM}", charset="UTF-8"'
    return response


def of_condition(missed: Condition) -> tuple[int, dict[str, str], str, None]:
    """As Radicale's methods answer."""
    error = ET.Element(f"{_DAV}error")
    ET.SubElement(error, f"{NAMES[missed.name]}{missed.name}")
    return missed.status, {"Content-Type": "text/xml"}, ET.tostring(error, encoding="unicode"), None


def of_booking_error(refused: BookingError) -> tuple[int, dict[str, str], str, None]:
    """Taken, or against a rule: 409, on which apps take back what they showed (ICAL D3)."""
    if isinstance(refused, Forbidden):
        return of_condition(Condition("need-privileges"))
    status = 409 if isinstance(refused, OutOfPolicy) else refused.status
    sentences = [of_error(refused), *(of_rule(rule) for rule in getattr(refused, "rules", ()))]
    return status, {"Content-Type": "text/plain"}, "\n".join(sentences) + "\n", None
