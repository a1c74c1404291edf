"""One VEVENT as a value, and its text (RFC 5545 3.6.1)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import icalendar
from icalendar import vCalAddress, vRecur

from booking.ical.calendar import octets
from booking.ical.text import mailto, parameter, text, uri


@dataclass(frozen=True, slots=True)
class CalendarUser:
    """RFC 5545 3.3.3. Bare mail addresses; `sent_by` is who writes on behalf of it."""

    address: str
    name: str = ""
    sent_by: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """RFC 5545 3.8.4.1. Bare mail addresses; `sent_by` is who answers on behalf of it."""

    address: str
    name: str = ""
    role: str = "REQ-PARTICIPANT"
    partstat: str = "NEEDS-ACTION"
    rsvp: bool = True
    cutype: str = "INDIVIDUAL"
    sent_by: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Instants are written as local times of `tzid`, those of an `all_day` event as its dates;
    `recurrence_at` is the start its rule gave, of a series of days its date as it stands. `status` is empty
    where it is not said, to who is no longer invited."""

    uid: str
    sequence: int
    dtstamp: datetime
    starts_at: datetime
    ends_at: datetime
    tzid: str
    summary: str
    status: str = "CONFIRMED"
    organizer: CalendarUser | None = None
    attendees: tuple[Attendee, ...] = ()
    description: str = ""
    location: str = ""
    url: str = ""
    conference: str = ""
    created_at: datetime | None = None
    last_modified_at: datetime | None = None
    transp: str = "OPAQUE"
    classification: str = "PUBLIC"
    rrule: str = ""
    exdates: tuple[datetime, ...] = ()
    rdates: tuple[datetime, ...] = ()
    recurrence_at: datetime | None = None
    recurrence_is_day: bool = False
    all_day: bool = False
    comment: str = ""


def vevent(event: Event) -> icalendar.Event:
    """The text of people is cleaned (`text.cleaned`). ZoneInfoNotFoundError, ValueError for a wrong RRULE."""
    component = icalendar.Event()
    for name, value in _properties(event):
        component.add(name, value)
    return component


def serialise(event: Event) -> bytes:
    """From BEGIN:VEVENT to END:VEVENT with its line end, to be kept and joined in `feed`."""
    return octets(vevent(event))


def _properties(event: Event) -> Iterator[tuple[str, object]]:
    yield "uid", text(event.uid)
    yield "sequence", event.sequence
    if event.status:
        yield "status", text(event.status)
    yield "transp", text(event.transp)
    yield "class", text(event.classification)
    yield from _times(event)
    yield from _words(event)
    yield from _people(event)
    yield from _busy(event)


def _times(event: Event) -> Iterator[tuple[str, object]]:
    starts_at, ends_at = _local(event, event.starts_at), _local(event, event.ends_at)
    if not event.rrule and (_second(starts_at) or _second(ends_at)):
        starts_at, ends_at = event.starts_at.astimezone(UTC), event.ends_at.astimezone(UTC)
    yield "dtstamp", event.dtstamp
    yield "dtstart", starts_at
    yield "dtend", ends_at
    if event.created_at:
        yield "created", event.created_at
    if event.last_modified_at:
        yield "last-modified", event.last_modified_at
    yield from _recurrence(event)


def _local(event: Event, at: datetime) -> date:
    local = at.astimezone(ZoneInfo(event.tzid))
    return local.date() if event.all_day else local


def _second(local: date) -> bool:
    """Of two equal local times, which alone mean the first (3.3.5)."""
    return isinstance(local, datetime) and bool(local.fold)


def _recurrence(event: Event) -> Iterator[tuple[str, object]]:
    if event.rrule:
        yield "rrule", vRecur.from_ical(event.rrule)
    if event.exdates:
        yield "exdate", [_local(event, at) for at in event.exdates]
    if event.rdates:
        yield "rdate", [_local(event, at) for at in event.rdates]
    if event.recurrence_at:
        yield "recurrence-id", _recurrence_id(event, event.recurrence_at)


def _recurrence_id(event: Event, at: datetime) -> date:
    """As the series has its starts, whatever has become of this one (RFC 5545 3.8.4.4)."""
    if event.recurrence_is_day:
        return at.date()
    return at.astimezone(UTC if event.all_day else ZoneInfo(event.tzid))


def _words(event: Event) -> Iterator[tuple[str, object]]:
    yield "summary", text(event.summary)
    for name in ("description", "location", "comment"):
        value = text(getattr(event, name))
        if value.strip():  # libical takes a blank property for an error
            yield name, value
    if event.url or event.conference:
        yield "url", uri(event.url or event.conference)
    if event.conference:
        label, can = parameter(event.summary), ["AUDIO", "VIDEO"]
        yield "conference", uri(event.conference, VALUE="URI", FEATURE=can, LABEL=label)


def _people(event: Event) -> Iterator[tuple[str, object]]:
    if event.organizer:
        name = parameter(event.organizer.name)
        sent_by = mailto(event.organizer.sent_by) if event.organizer.sent_by else None
        yield (
            "organizer",
            vCalAddress.new(mailto(event.organizer.address), cn=name or None, sent_by=sent_by),
        )
    for attendee in event.attendees:
        yield (
            "attendee",
            vCalAddress.new(
                mailto(attendee.address),
                cn=parameter(attendee.name) or None,
                cutype=attendee.cutype,
                role=attendee.role,
                partstat=attendee.partstat,
                rsvp=attendee.rsvp,
                sent_by=mailto(attendee.sent_by) if attendee.sent_by else None,
            ),
        )


def _busy(event: Event) -> Iterator[tuple[str, object]]:
    """What Outlook shows, now and once accepted; it does not read TRANSP and STATUS alone."""
    free = event.transp == "TRANSPARENT" or event.status in ("CANCELLED", "")
    now = "TENTATIVE" if event.status == "TENTATIVE" else "BUSY"
    yield "x-microsoft-cdo-busystatus", text("FREE" if free else now)
    yield "x-microsoft-cdo-intendedstatus", text("FREE" if free else "BUSY")
