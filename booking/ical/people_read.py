"""Organizer and attendees of other people's events (RFC 5545 3.8.4). Bare addresses, their case kept."""

import re
from urllib.parse import unquote

from booking.ical.content_lines import Property
from booking.ical.parts import Part
from booking.ical.text import parameter
from booking.ical.unescaping import without_mark
from booking.ical.vevent import Attendee, CalendarUser
from booking.rules.requests import LENGTHS

_MAILTO = re.compile(r"\s*mailto:", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s@<>\",;:()\\\ufeff]+@[^\s@<>\",;:()\\\ufeff]+")
ROLES = ("CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT")
PARTSTATS = ("NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED")
CUTYPES = ("INDIVIDUAL", "GROUP", "RESOURCE", "ROOM", "UNKNOWN")


def organizer(part: Part) -> CalendarUser | None:
    found = part.first("ORGANIZER")
    if not found or not (where := _whose(found)):
        return None
    return CalendarUser(where, _name(found), address(found.params.get("SENT-BY", "")))


def attendees(part: Part) -> tuple[Attendee, ...]:
    """Without those that have no mail address."""
    return tuple(_attendee(one, where) for one in part.every("ATTENDEE") if (where := _whose(one)))


def address(value: str) -> str:
    """'' where it names none; `mailto:` may be missing, as some send it (ICAL A7)."""
    bare = unquote(_MAILTO.sub("", value, count=1)).strip().strip("<>'")
    fits = len(bare) <= LENGTHS["email"] and parameter(bare) == bare
    return bare if fits and _ADDRESS.fullmatch(bare) else ""


def _whose(one: Property) -> str:
    """Apple names accounts by a URN and says the address beside it (RFC 7986 6.2)."""
    return address(one.value) or address(one.params.get("EMAIL", ""))


def _name(one: Property) -> str:
    return parameter(without_mark(one.params.get("CN", ""))).strip("' ")[: LENGTHS["name"]].strip()


def _attendee(one: Property, where: str) -> Attendee:
    """What is not known of the RFC's values counts as it says there: 3.2.3, 3.2.12, 3.2.16."""
    return Attendee(
        where,
        _name(one),
        role=_among(ROLES, one.params.get("ROLE", ""), "REQ-PARTICIPANT"),
        partstat=_among(PARTSTATS, one.params.get("PARTSTAT", ""), "NEEDS-ACTION"),
        rsvp=one.params.get("RSVP", "").strip().upper() == "TRUE",
        cutype=_among(CUTYPES, one.params.get("CUTYPE", "INDIVIDUAL"), "UNKNOWN"),
        sent_by=address(one.params.get("SENT-BY", "")),
    )


def _among(values: tuple[str, ...], given: str, otherwise: str) -> str:
    return given.strip().upper() if given.strip().upper() in values else otherwise
