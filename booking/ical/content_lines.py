"""Lines of other people's calendar text (RFC 5545 3.1): property, parameters, raw value."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from icalendar.parser import Contentline

from booking.errors import Unreadable
from booking.ical import limits

# All others (ATTACH, GEO, X-ALT-DESC …) are passed over, however broken or long they are.
# fmt: off
READ = frozenset((
    "BEGIN", "END", "METHOD", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "DURATION", "RECURRENCE-ID",
    "RRULE", "EXRULE", "RDATE", "EXDATE", "SUMMARY", "DESCRIPTION", "LOCATION", "STATUS", "TRANSP", "COMMENT",
    "ORGANIZER", "ATTENDEE", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "X-LIC-LOCATION",
))
# fmt: on
_FOLD = re.compile(rb"\r?\n[ \t]")
_LINE_END = re.compile("\r?\n")
_NAME = re.compile(r"\s*([A-Za-z0-9-]+)\s*[;:]")


@dataclass(frozen=True, slots=True)
class Property:
    """`value` as it was written, with its escapes."""

    name: str
    params: Mapping[str, str]
    value: str


def properties(text: bytes) -> Iterator[Property]:
    """Those that are read. Unreadable for their sizes and for what is not UTF-8."""
    for line in _LINE_END.split(_unfolded(text)):
        named = _NAME.match(line)
        name = named[1].upper() if named else ""
        if name in READ:
            limits.line(name, line)
            if found := _parsed(name, Contentline(line)):  # type: ignore[no-untyped-call]
                yield found


def _unfolded(text: bytes) -> str:
    """Before it is decoded: lines may be folded within a character."""
    limits.octets(text)
    try:
        return _FOLD.sub(b"", text).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("wrong_charset") from error


def _parsed(name: str, line: Contentline) -> Property | None:
    try:
        _, params, value = line.raw_parts()
    except ValueError:
        return _without_params(name, line)
    given = {key.upper(): _one(said) for key, said in params.items()}
    return _with_whole_zone(Property(name, given, value))


def _with_whole_zone(one: Property) -> Property:
    """A colon that should have been quoted, as in TZID=tzone://Microsoft/Utc."""
    rest, colon, value = one.value.rpartition(":")
    if not colon or "TZID" not in one.params:
        return one
    return Property(one.name, {**one.params, "TZID": f"{one.params['TZID']}:{rest}"}, value)


def _one(given: str | list[str]) -> str:
    """A comma that should have been quoted, as in CN=Kim, Minjun."""
    return given if isinstance(given, str) else ",".join(given)


def _without_params(name: str, line: Contentline) -> Property | None:
    """What can be saved where the parameters are broken, as by a quotation mark too many."""
    at = line.value_separator_index()
    if at < 0:
        at = line.lower().find(":mailto:")
    return Property(name, {}, line[at + 1 :]) if at > 0 else None
