"""What a mail with a calendar part has to be (RFC 6047, ICAL A). Each check yields what is wrong."""

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache

from tests.ical import libical, rfc5546
from tests.ical.examples import lines
from tests.ical.lint import Line, components, parted

CALENDAR = "text/calendar"
OF_ROOMS = ("REPLY", "COUNTER")  # they have neither HTML nor a copy (ICAL C6)
Event = dict[str, list[Line]]


def mail(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=policy.default)


def part(found: EmailMessage, content_type: str) -> EmailMessage | None:
    return next((one for one in found.walk() if one.get_content_type() == content_type), None)


def calendar(found: EmailMessage) -> bytes:
    """The octets of its calendar part."""
    inside = part(found, CALENDAR)
    return inside.get_payload(decode=True) if inside else b""  # type: ignore[return-value]


def events(written: bytes) -> list[Event]:
    """The lines of each VEVENT, by name."""
    return [_by_name(event) for event in components(lines(written), "VEVENT")]


def _by_name(event: list[str]) -> Event:
    found: Event = {}
    for line in map(parted, event):
        found.setdefault(line[0], []).append(line)
    return found


def value(event: Event, name: str) -> str:
    """'' where there is none."""
    return event[name][0][2] if name in event else ""


def addresses(event: Event) -> set[str]:
    return {line[2].removeprefix("mailto:").lower() for line in event.get("ATTENDEE", ())}


def complaints(raw: bytes, method: str) -> list[str]:
    """[] when all is well. `method`: of the outbox row."""
    found = mail(raw)
    said, written = [*_mime(found, method), *_headers(found)], calendar(found)
    return [*said, *_of_calendar(written, method), *_to(found, events(written), method)]


@cache
def _of_calendar(written: bytes, method: str) -> list[str]:
    """Readers of one language have the same octets."""
    return [
        *_octets(written),
        *rfc5546.complaints(written, method),
        *libical.well_founded(written),
        *_head(written),
        *_zones(written),
        *(fault for event in events(written) for fault in _event(event, method)),
    ]


def _mime(found: EmailMessage, method: str) -> Iterator[str]:
    """A1 to A3."""
    alternative = part(found, "multipart/alternative")
    assert alternative
    kinds = [one.get_content_type() for one in alternative.iter_parts()]
    if kinds != ["text/plain", *([] if method in OF_ROOMS else ["text/html"]), CALENDAR]:
        yield f"the parts are {kinds}"
        return
    inside, copy = part(found, CALENDAR), part(found, "application/ics")
    assert inside
    if (inside.get_param("method"), inside.get_content_charset()) != (method, "utf-8"):
        yield f"Content-Type: {inside['Content-Type']}"
    if inside["Content-Transfer-Encoding"] != "base64" or inside["Content-Disposition"]:
        yield "the calendar part is not base64, or an attachment"
    if method in OF_ROOMS:
        if copy:
            yield "a copy beside the answer of a room"
    elif not copy or copy.get_content_disposition() != "attachment":
        yield "no attached copy"
    elif copy.get_payload(decode=True) != inside.get_payload(decode=True):
        yield "the attached copy differs"


def _headers(found: EmailMessage) -> Iterator[str]:
    for name in ("From", "To", "Subject", "Date", "Message-ID"):
        if len(found.get_all(name, [])) != 1:
            yield f"{name} {len(found.get_all(name, []))} times"
    if found["Auto-Submitted"] not in ("auto-generated", "auto-replied") or found["Precedence"]:
        yield "not marked as made by a machine, or as bulk"


def _octets(written: bytes) -> Iterator[str]:
    """A28: at most 75 octets a line, no character cut in two."""
    folded = written.split(b"\r\n")
    if written.count(b"\n") != written.count(b"\r\n") or folded[-1]:
        yield "a line does not end in CRLF"
    if any(len(line) > 75 for line in folded):
        yield "a line of more than 75 octets"
    if any(b"\xef\xbf\xbd" in line or not _whole(line) for line in folded):
        yield "a character is cut by a fold"
    if re.search(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]", written):
        yield "a control character"


def _whole(line: bytes) -> bool:
    try:
        return line.decode() is not None
    except UnicodeDecodeError:
        return False


def _head(written: bytes) -> Iterator[str]:
    """A34."""
    head = [line.partition(":")[0] for line in lines(written)[:5]]
    if head != ["BEGIN", "VERSION", "PRODID", "CALSCALE", "METHOD"]:
        yield f"it begins with {head}"


def _zones(written: bytes) -> Iterator[str]:
    """A22, A23: what Outlook reads."""
    for zone in components(lines(written), "VTIMEZONE"):
        if zone.count("BEGIN:STANDARD") != 1 or zone.count("BEGIN:DAYLIGHT") > 1:
            yield f"{zone[0]} has several rules"
        offsets = [len([one for one in zone if one.startswith(f"TZOFFSET{way}:")]) for way in ("FROM", "TO")]
        if offsets != [zone.count("BEGIN:STANDARD") + zone.count("BEGIN:DAYLIGHT")] * 2:
            yield f"{zone[0]} lacks an offset"
    if "RANGE=" in written.decode().replace("\r\n ", ""):
        yield "RANGE"  # A19


def _event(event: Event, method: str) -> Iterator[str]:
    for name in ("UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "SEQUENCE", "ATTENDEE"):
        if name not in event:
            yield f"no {name}"  # A12
    if "VALARM" in {line[2] for line in event.get("BEGIN", ())}:
        yield "an alarm"  # A16, A30
    if re.search(r"<(/?[a-z]+|br ?/)>", value(event, "DESCRIPTION")):
        yield "HTML in DESCRIPTION"  # A29
    status, busy = value(event, "STATUS"), value(event, "X-MICROSOFT-CDO-BUSYSTATUS")
    if method == "REQUEST" and busy != {"TENTATIVE": "TENTATIVE", "CONFIRMED": "BUSY"}.get(status):
        yield f"{status} is {busy} to Outlook"  # A31
    if "RRULE" in event and "TZID=" not in event["DTSTART"][0][1]:
        yield "a series without TZID"
    if "RDATE" in event:
        yield "RDATE"  # A20: Outlook adds none


def _to(found: EmailMessage, written: list[Event], method: str) -> Iterator[str]:
    """A5, A7, A9, and A26 of rooms."""
    [to], [sent_from] = found["To"].addresses, found["From"].addresses
    for event in written:
        organizer = value(event, "ORGANIZER").removeprefix("mailto:").lower()
        if method in OF_ROOMS:
            if (to.addr_spec.lower(), {sent_from.addr_spec.lower()}) != (organizer, addresses(event)):
                yield f"{sent_from.addr_spec} answers {to.addr_spec} for {addresses(event)}"
            continue
        if organizer in {to.addr_spec.lower(), *addresses(event)}:
            yield "the organizer is invited"
        if method in ("REQUEST", "CANCEL") and to.addr_spec.lower() not in addresses(event):
            yield f"{to.addr_spec} is no ATTENDEE"
        if method in ("REQUEST", "CANCEL") and organizer != sent_from.addr_spec:
            yield f"{organizer} invites, and another writes"
