"""What RFC 5545 asks of the values of a calendar, where libical looks away (ICAL E)."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

_MOMENTS = ("DTSTART", "DTEND", "RECURRENCE-ID", "EXDATE", "RDATE", "DTSTAMP", "CREATED", "LAST-MODIFIED")
_AS_THE_START = ("RECURRENCE-ID", "EXDATE", "RDATE")
_IN_UTC = ("DTSTAMP", "CREATED", "LAST-MODIFIED")
_PARAMETERS = {
    "PARTSTAT": {"NEEDS-ACTION", "ACCEPTED", "DECLINED", "TENTATIVE", "DELEGATED"},
    "ROLE": {"CHAIR", "REQ-PARTICIPANT", "OPT-PARTICIPANT", "NON-PARTICIPANT"},
    "CUTYPE": {"INDIVIDUAL", "GROUP", "RESOURCE", "ROOM", "UNKNOWN"},
    "RSVP": {"TRUE", "FALSE"},
}
Line = tuple[str, str, str]


def of_calendar(found: Sequence[str]) -> Iterator[str]:
    """`found`: content lines, unfolded."""
    described = {line for line in found if line.startswith("TZID:")}
    if len(described) != found.count("BEGIN:VTIMEZONE"):
        yield "a VTIMEZONE twice, or without TZID"
    events = [[parted(line) for line in event] for event in components(found, "VEVENT")]
    for event in events:
        yield from _named(event, described)
        yield from _moments(event)
        yield from _together([name for name, _, _ in event])
        yield from _people(event)
    yield from _same_type(events)
    dates = [next((line for line in event if line[0] == "RECURRENCE-ID"), None) for event in events]
    if len(dates) != len(set(dates)):
        yield "two events for one date, or for the whole"
    for alarm in components(found, "VALARM"):
        if not {"ACTION", "TRIGGER"} <= {parted(line)[0] for line in alarm}:
            yield "a VALARM without ACTION or TRIGGER"


def components(found: Sequence[str], name: str) -> Iterator[list[str]]:
    begun = [at for at, line in enumerate(found) if line == f"BEGIN:{name}"]
    return (list(found[at + 1 : found.index(f"END:{name}", at)]) for at in begun)


def parted(line: str) -> Line:
    """Name, parameters as written, value; a colon may stand in a quoted parameter."""
    head, value = re.fullmatch(r'((?:[^":]|"[^"]*")*):(.*)', line, re.S).groups()  # type: ignore[union-attr]
    name, _, parameters = head.partition(";")
    return name, parameters, value


def _named(event: list[Line], described: set[str]) -> Iterator[str]:
    for name, parameters, _ in event:
        zone = re.search(r"TZID=([^;]+)", parameters)
        if zone and f"TZID:{zone[1]}" not in described:
            yield f"no VTIMEZONE for the {name} in {zone[1]}"


def _moments(event: list[Line]) -> Iterator[str]:
    for name, parameters, value in event:
        for one in value.split(",") if name in _MOMENTS else ():
            if not _real(one, "VALUE=DATE" in parameters.split(";")):
                yield f"{name}: there is no {one}"
        if name in _IN_UTC and not value.endswith("Z"):
            yield f"{name} is not in UTC"


def _real(value: str, day: bool) -> bool:
    form = "%Y%m%d" if day else "%Y%m%dT%H%M%S"
    try:
        return datetime.strptime(value.removesuffix("Z"), form) is not None and len(value) >= 8
    except ValueError:
        return False


def _together(there: list[str]) -> Iterator[str]:
    for one, other in (("DTEND", "DURATION"), ("RECURRENCE-ID", "RRULE")):
        if one in there and other in there:
            yield f"{one} beside {other}"


def _same_type(events: Sequence[list[Line]]) -> Iterator[str]:
    """As DTSTART of the series: RFC 5545 3.8.4.4, 3.8.5.1, and 3.3.10 for UNTIL. A date that is sent alone
    does not say what that is."""
    for series in (event for event in events if any(name == "RRULE" for name, _, _ in event)):
        start = next(line for line in series if line[0] == "DTSTART")
        if start[2].endswith("Z"):
            yield "a series in UTC"
        for name, parameters, value in (line for event in events for line in event):
            if name in _AS_THE_START and (parameters, len(value.split(",")[0])) != (start[1], len(start[2])):
                yield f"{name} is of another type than DTSTART"
            until = re.search(r"UNTIL=([^;]+)", value) if name == "RRULE" else None
            if until and until[1].endswith("Z") != start[1].startswith("TZID"):
                yield "UNTIL is of another type than DTSTART"


def _people(event: list[Line]) -> Iterator[str]:
    people = [line for line in event if line[0] in ("ORGANIZER", "ATTENDEE")]
    addresses = [value.lower() for name, _, value in people if name == "ATTENDEE"]
    if len(addresses) != len(set(addresses)):
        yield "an ATTENDEE twice"
    for name, parameters, value in people:
        if not re.fullmatch(r"mailto:[^\s@]+@[^\s@]+", value, re.I):
            yield f"{name} is no address: {value}"
        for parameter, allowed in _PARAMETERS.items():
            found = re.search(rf"(?:^|;){parameter}=([^;]+)", parameters)
            if found and found[1] not in allowed:
                yield f"{parameter} may not be {found[1]}"
