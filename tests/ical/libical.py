"""libical's own check of what RFC 2446 asks of a METHOD, called without a compiler."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest

from tests import tools


class _Time(ctypes.Structure):
    """struct icaltimetype of libical 3."""

    _fields_ = [
        *((name, ctypes.c_int) for name in ("year", "month", "day", "hour", "minute", "second")),
        *((name, ctypes.c_int) for name in ("is_date", "is_daylight")),
        ("zone", ctypes.c_void_p),
    ]


FORBIDDEN_IN_RFC_2446 = {"ATTENDEE", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION"}


class _Span(ctypes.Structure):
    """struct icaltime_span: seconds since 1970."""

    _fields_ = [("start", ctypes.c_long), ("end", ctypes.c_long), ("is_busy", ctypes.c_int)]


_Found = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(_Span), ctypes.c_void_p)
_FROM, _TO = (2020, 1, 1), (2037, 1, 1)
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
    library.icalcomponent_foreach_recurrence.argtypes = [
        ctypes.c_void_p,
        _Time,
        _Time,
        _Found,
        ctypes.c_void_p,
    ]
    library.icalcomponent_foreach_recurrence.restype = None
    library.icalcomponent_get_first_property.argtypes = [ctypes.c_void_p, ctypes.c_int]
    library.icalcomponent_get_first_property.restype = ctypes.c_void_p
    for function in ("add_property", "remove_property"):
        getattr(library, f"icalcomponent_{function}").argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.icalproperty_get_datetime_with_component.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.icalproperty_get_datetime_with_component.restype = _Time
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


def well_founded(written: bytes) -> list[str]:
    """The complaints without those of RFC 2446, which it still follows: of a DECLINECOUNTER it forbids what
    RFC 5546 3.2.8 asks for."""
    wrong = FORBIDDEN_IN_RFC_2446 if b"\r\nMETHOD:DECLINECOUNTER\r\n" in written else set()
    return [one for one in complaints(written) if not any(f" {name} " in one for name in wrong)]


def spans(written: bytes) -> list[tuple[datetime, datetime]]:
    """The start and the end of each event, by the VTIMEZONEs of the text."""
    with _events(written) as found:
        return [_span(one) for one in found]


def dates(written: bytes) -> list[tuple[datetime, datetime]]:
    """The same of each date of a series; those that differ from the rule stand in for it."""
    found = list[tuple[datetime, datetime]]()
    with _events(written) as events:
        exceptions = {at: _span(one) for one in events for at in _moments(one, b"RECURRENCE-ID")}
        for one in events:
            if not _moments(one, b"RECURRENCE-ID"):
                found += [span for span in _expanded(one) if span[0] not in exceptions]
    return [*exceptions.values(), *found]


def _expanded(series: int) -> list[tuple[datetime, datetime]]:
    """Its own expansion does not look at the zone of an RDATE."""
    found: list[tuple[datetime, datetime]] = []
    added, (starts_at, ends_at) = _moments(series, b"RDATE", taken_out=True), _span(series)

    def one(_: int, span: Any, __: int) -> None:
        ends = span.contents.start, span.contents.end
        found.append((datetime.fromtimestamp(ends[0], UTC), datetime.fromtimestamp(ends[1], UTC)))

    _library().icalcomponent_foreach_recurrence(series, _Time(*_FROM), _Time(*_TO), _Found(one), None)
    left_out = _moments(series, b"EXDATE")
    return found + [(at, at + (ends_at - starts_at)) for at in added if at not in left_out]


def _moments(event: int, name: bytes, taken_out: bool = False) -> list[datetime]:
    """The values of a property, each by its own TZID."""
    library, found = _library(), []
    kind = library.icalproperty_string_to_kind(name)
    while one := library.icalcomponent_get_first_property(event, kind):
        found.append(one)
        library.icalcomponent_remove_property(event, one)
    for one in found:
        library.icalcomponent_add_property(event, one)
    moments = [_instant(library.icalproperty_get_datetime_with_component(one, event)) for one in found]
    for one in found if taken_out else ():
        library.icalcomponent_remove_property(event, one)
    return moments


@contextmanager
def _events(written: bytes) -> Iterator[list[int]]:
    library = _library()
    calendar, found = library.icalparser_parse_string(written), []
    one = library.icalcomponent_get_first_component(calendar, _VEVENT)
    while one:
        found.append(one)
        one = library.icalcomponent_get_next_component(calendar, _VEVENT)
    yield found
    library.icalcomponent_free(calendar)


def _span(event: int) -> tuple[datetime, datetime]:
    library = _library()
    starts, ends = library.icalcomponent_get_dtstart(event), library.icalcomponent_get_dtend(event)
    return _instant(starts), _instant(ends)


def _instant(at: _Time) -> datetime:
    return datetime.fromtimestamp(_library().icaltime_as_timet_with_zone(at, at.zone), UTC)
