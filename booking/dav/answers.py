"""Refusals as calendar apps read them: the status counts, the words are for people who look."""

from collections.abc import Sequence
from http import HTTPStatus
from xml.etree import ElementTree as ET

from werkzeug.wrappers import Response

from booking.errors import BookingError, Forbidden, Invalid, OutOfPolicy
from booking.rule_words import of_rule
from booking.rules.secrets import REALM
from booking.wording import of_error

_DAV, _CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
NAMES = {
    "propfind-finite-depth": _DAV,
    "need-privileges": _DAV,
    "valid-calendar-object-resource": _CALDAV,
    "no-uid-conflict": _CALDAV,
    "max-resource-size": _CALDAV,
}


class Condition(Exception):
    """A precondition by its name in RFC 4791 5.3.2 or RFC 4918 16, which the answer names; `said` is for
    people."""

    def __init__(self, name: str, status: int = 403, said: str = ""):
        super().__init__(name)
        self.name, self.status, self.said = name, status, said


def plain(status: int, words: str = "") -> Response:
    text = words or HTTPStatus(status).phrase
    return Response(f"{text}\n", status, content_type="text/plain; charset=utf-8")


def of_refusal(refused: BookingError) -> Response:
    response = plain(refused.status, of_error(refused))
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = f'Basic realm="{REALM}", charset="UTF-8"'
    return response


Answer = tuple[int, dict[str, str], str, None]  # as Radicale's methods answer


def of_condition(missed: Condition) -> Answer:
    return _error(missed.status, missed.name, [missed.said] if missed.said else [])


def of_booking_error(refused: BookingError) -> Answer:
    """Taken, or against a rule: 409, on which apps take back what they showed (ICAL D3)."""
    if isinstance(refused, Forbidden):
        return of_condition(Condition("need-privileges"))
    sentences = [of_error(refused), *(of_rule(rule) for rule in getattr(refused, "rules", ()))]
    if isinstance(refused, Invalid):
        return _error(403, "valid-calendar-object-resource", sentences)
    return _error(409 if isinstance(refused, OutOfPolicy) else refused.status, "", sentences)


def _error(status: int, condition: str, sentences: Sequence[str] = ()) -> Answer:
    """RFC 4918 14.5, with the words that 14.25 has for people."""
    error = ET.Element(f"{_DAV}error")
    if condition:
        ET.SubElement(error, f"{NAMES[condition]}{condition}")
    if sentences:
        ET.SubElement(error, f"{_DAV}responsedescription").text = "\n".join(sentences)
    text = ET.tostring(error, encoding="unicode")
    return status, {"Content-Type": "text/xml"}, text, None
