"""What is wrong with a request in itself, before any rule of the centre is asked."""

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from email_validator import EmailNotValidError, validate_email

from booking.errors import BrokenRule
from booking.rules.interval import Interval
from booking.rules.locales import LOCALES
from booking.rules.requests import (
    LENGTHS,
    MAX_ATTENDEES,
    OPTIONAL,
    REQUIRED,
    BookedFor,
    BookingRequest,
    Invited,
)
from booking.rules.series import LONGEST_SERIES, series_faults
from booking.rules.wall import known

# Far beyond any policy, so that no one can make the calendar of a thousand years be worked out.
LONGEST = timedelta(days=366)
FIRST_YEAR, LAST_YEAR = 1970, 2199
MOST_PEOPLE = 100_000
_MULTILINE = ("description", "answer")


_WHAT_AND_WHEN = (
    "space", "spaces", "tzid", "starts_at", "ends_at", "equipment",
    "rrule", "exdates", "rdates", "overrides", "candidates",
)  # fmt: skip


def unjudgeable(wrong: Iterable[BrokenRule]) -> bool:
    """Whether a fault lies in what is asked for and when, so that the centre's rules cannot be asked."""
    return any(fault.field.partition(".")[0] in _WHAT_AND_WHEN for fault in wrong)


def faults(request: BookingRequest) -> list[BrokenRule]:
    """All of them at once."""
    far = list(_far_off(request))
    dated = series_faults(request) if _in_range(request.interval) and not far else []
    return [*_itself(request), *far, *dated, *_people(request), *_booked_for(request)]


def _far_off(request: BookingRequest) -> Iterator[BrokenRule]:
    """Of its other dates, as of the first."""
    slots = {f"candidates.{n}": slot for n, slot in enumerate(request.candidates)}
    slots |= {f"overrides.{n}": one.interval for n, one in enumerate(request.overrides)}
    for name, slot in slots.items():
        if slot.duration > LONGEST:
            yield BrokenRule("too_long", f"{name}.ends_at", {"max_duration": LONGEST})
        if abs(slot.starts_at - request.interval.starts_at) > LONGEST_SERIES:
            yield BrokenRule("series_too_long", f"{name}.starts_at", {"max_duration": LONGEST_SERIES})


def _in_range(interval: Interval) -> bool:
    return FIRST_YEAR < interval.starts_at.year < LAST_YEAR


def _itself(request: BookingRequest) -> Iterator[BrokenRule]:
    if not request.spaces:
        yield BrokenRule("missing", "space")
    if len(set(request.spaces)) != len(request.spaces):
        yield BrokenRule("twice", "spaces")
    if not request.title.strip():
        yield BrokenRule("missing", "title")
    if not known(request.tzid):
        yield BrokenRule("unknown_zone", "tzid", {"tzid": request.tzid})
    yield from _size(request)
    for slug in (*request.spaces, *request.equipment):
        yield from wrong_text("spaces" if slug in request.spaces else "equipment", slug, "name")
    yield from wrong_text("title", request.title)
    yield from wrong_text("second_title", request.second_title, "title")
    yield from wrong_text("description", request.description)
    yield from wrong_text("override_reason", request.override_reason, "answer")
    for slug, answer in request.answers.items():
        yield from wrong_text(f"answers.{slug}", answer, "answer")
    for slug, units in request.equipment.items():
        if units < 1:
            yield BrokenRule("too_few", f"equipment.{slug}")


def _size(request: BookingRequest) -> Iterator[BrokenRule]:
    if request.headcount is not None and request.headcount < 1:
        yield BrokenRule("too_few", "headcount")
    if request.headcount is not None and request.headcount > MOST_PEOPLE:
        yield BrokenRule("too_many", "headcount", {"most": MOST_PEOPLE})
    yield from wrong_span(request.interval)


def wrong_span(interval: Interval) -> Iterator[BrokenRule]:
    """Longer or farther away than anything can be worked out for."""
    if interval.duration > LONGEST:
        yield BrokenRule("too_long", "ends_at", {"max_duration": LONGEST})
    if not _in_range(interval):
        yield BrokenRule("out_of_range", "starts_at", {"first": FIRST_YEAR + 1, "last": LAST_YEAR - 1})


def _people(request: BookingRequest) -> Iterator[BrokenRule]:
    if len(request.attendees) > MAX_ATTENDEES:
        yield BrokenRule("too_many_attendees", "attendees", {"most": MAX_ATTENDEES})
        return
    for n, person in enumerate(request.attendees):
        yield from _person(f"attendees.{n}", person)
        if person.role not in (REQUIRED, OPTIONAL):
            yield BrokenRule("unknown_answer", f"attendees.{n}.role")
        yield from _address(f"attendees.{n}.email", person)
    addresses = [person.email.lower() for person in request.attendees]
    if len(set(addresses)) != len(addresses):
        yield BrokenRule("twice", "attendees")


def _address(field: str, person: Invited) -> Iterator[BrokenRule]:
    if not person.email and person.name.strip():
        yield BrokenRule("bad_address", field, {"case": "none", "name": person.name.strip()})
    elif not is_address(person.email):
        yield BrokenRule("bad_address", field, {"address": person.email})


def _booked_for(request: BookingRequest) -> Iterator[BrokenRule]:
    if request.booked_for is not None:
        yield from wrong_applicant(request.booked_for)


def wrong_applicant(person: BookedFor) -> Iterator[BrokenRule]:
    """Fields are those of a request's `booked_for`."""
    if not person.name.strip():
        yield BrokenRule("missing", "booked_for.name")
    yield from _person("booked_for", person)
    yield from wrong_text("booked_for.company", person.company, "name")
    yield from wrong_text("booked_for.reading", person.reading, "name")
    yield from wrong_text("booked_for.phone", person.phone, "phone")
    if person.email and not is_address(person.email):
        yield BrokenRule("bad_address", "booked_for.email", {"address": person.email})


def _person(field: str, person: Any) -> Iterator[BrokenRule]:
    yield from wrong_text(f"{field}.name", person.name, "name")
    if person.locale and person.locale not in LOCALES:
        yield BrokenRule("unknown_answer", f"{field}.locale")
    if person.tzid and not known(person.tzid):
        yield BrokenRule("unknown_zone", f"{field}.tzid", {"tzid": person.tzid})


def wrong_text(field: str, text: str, kind: str = "") -> Iterator[BrokenRule]:
    """Over-long, or with control characters; line ends only where a text may have lines."""
    kind = kind or field
    if len(text) > LENGTHS[kind]:
        yield BrokenRule("too_long_text", field, {"most": LENGTHS[kind]})
    allowed = "\n\r\t" if kind in _MULTILINE else ""
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in allowed for c in text):
        yield BrokenRule("control_characters", field)


def is_address(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return len(text) <= LENGTHS["email"] and text.isascii()
