"""libical's own check of what RFC 2446 asks of a METHOD, called without a compiler."""

import ctypes
import os
from datetime import UTC, datetime
from functools import cache

import pytest

from tests import tools


class _Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        *((name, ctypes.c_int) for name in ("is_date", "is_daylight")),
        ("zone", ctypes.c_void_p),
    ]


_VEVENT = 4  # of enum icalcomponent_kind


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(tools.libical())
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    for function in ("icalrestriction_check", "icalcomponent_as_ical_string", "icalcomponent_free"):
        getattr(library, function).argtypes = [ctypes.c_void_p]
    for function in ("icalcomponent_get_dtstart", "icalcomponent_get_dtend"):
        getattr(library, function).restype = _Time
        getattr(library, function).argtypes = [ctypes.c_void_p]
    for function in ("icalcomponent_get_first_component", "icalcomponent_get_next_component"):
        getattr(library, function).restype = ctypes.c_void_p
        getattr(library, function).argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.icaltime_as_timet_with_zone.restype = ctypes.c_long
    library.icaltime_as_timet_with_zone.argtypes = [_Time, ctypes.c_void_p]
    library.icalerror_set_errors_are_fatal(0)
    return library


def needed() -> None:
    if tools.libical():
        return
    missing = "libical is missing: make test-tools (apt install libical3)"
    pytest.skip(missing) if os.environ.get("ALLOW_SKIPS") == "1" else pytest.fail(missing)


def complaints(written: bytes) -> list[str]:
    """[] when all is well; each complaint once."""
    library = _library()
    component = library.icalparser_parse_string(written)
    if not component:
        return ["unparsable"]
    valid = library.icalrestriction_check(component)
    said = library.icalcomponent_as_ical_string(component).decode().replace("\r\n ", "")
    library.icalcomponent_free(component)
    found = {line for line in said.splitlines() if line.startswith("X-LIC-ERROR")}
    return sorted(found) or ([] if valid else ["invalid"])


def spans(written: bytes) -> list[tuple[datetime, datetime]]:
    """The start and the end of each event, by the VTIMEZONEs of the text."""
    library = _library()
    calendar, found = library.icalparser_parse_string(written), []
    one = library.icalcomponent_get_first_component(calendar, _VEVENT)
    while one:
        ends = (library.icalcomponent_get_dtstart(one), library.icalcomponent_get_dtend(one))
        found.append(tuple(_instant(at) for at in ends))
        one = library.icalcomponent_get_next_component(calendar, _VEVENT)
    library.icalcomponent_free(calendar)
    return found


def _instant(at: _Time) -> datetime:
    return datetime.fromtimestamp(_library().icaltime_as_timet_with_zone(at, at.zone), UTC)
