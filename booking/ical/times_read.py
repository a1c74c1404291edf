"""When other people's events are (RFC 5545 3.6.1): instants, in a zone that we know by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from booking.errors import Unreadable
from booking.ical.content_lines import Property
from booking.ical.moments import Moment, Span, bad, moment, span
from booking.ical.parts import Part
from booking.ical.zones_read import Zone, ZoneOf

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reader:
    """What a time may need beside its own property. `names` are zones of the centre and its partners, the
    centre's first: whole days are days there, and a zone known to its message alone may be one of them."""

    zone_of: ZoneOf
    names: Sequence[str] = ()

    @property
    def days(self) -> Zone:
        return Zone(self.names[0] if self.names else "UTC")


@dataclass(frozen=True, slots=True)
class Times:
    """`starts` is by the wall clock of `zone`."""

    starts: datetime
    starts_at: datetime
    ends_at: datetime
    zone: Zone
    all_day: bool


def times(part: Part, reader: Reader) -> Times:
    """Unreadable: no start, one of no known zone, an end before it."""
    given = part.first("DTSTART")
    if not given:
        raise Unreadable("no_start")
    starts = moment(given, reader.zone_of)
    zone = reader.days if starts.day else _named(starts, given)
    starts_at = zone.instant(starts.wall)
    ends_at = _end(part, starts, zone, reader)
    if ends_at < starts_at:
        raise Unreadable("ends_before_start")
    return Times(starts.wall, starts_at, ends_at, zone, starts.day)


def recurrence_at(part: Part, reader: Reader, own: Zone | None) -> datetime | None:
    """In the zone it was written in. `own` is the event's, for one that says none."""
    given = part.first("RECURRENCE-ID")
    if not given:
        return None
    found = moment(given, reader.zone_of)
    zone = reader.days if found.day else found.zone or own
    if not zone:
        raise Unreadable("floating_time", name="RECURRENCE-ID")
    return shown(zone.instant(found.wall), zone)


def shown(at: datetime, zone: Zone) -> datetime:
    return at.astimezone(ZoneInfo(zone.tzid or "UTC"))


def stamp(part: Part) -> datetime | None:
    """DTSTAMP; some write it without its Z. None where it is no time."""
    given = part.first("DTSTAMP")
    try:
        return moment(given, lambda _: Zone("UTC")).wall.replace(tzinfo=UTC) if given else None
    except Unreadable:
        return None


def after(starts: Moment, length: Span, zone: Zone) -> datetime:
    return zone.instant(starts.wall + timedelta(days=length.days)) + length.rest


def _named(starts: Moment, given: Property) -> Zone:
    if not starts.zone:
        raise Unreadable("floating_time", name=given.name)
    return starts.zone


def _end(part: Part, starts: Moment, zone: Zone, reader: Reader) -> datetime:
    """Without DTEND and DURATION a day ends after itself, a time at once. Some end a single day on itself."""
    if given := part.first("DTEND"):
        ends = moment(given, reader.zone_of)
        if ends.day != starts.day:
            raise bad(given)
        lasts = ends.day and ends.wall == starts.wall
        return (ends.zone or zone).instant(ends.wall + DAY * lasts)
    if lasting := part.first("DURATION"):
        return after(starts, _whole_days(lasting) if starts.day else span(lasting), zone)
    return after(starts, Span(int(starts.day), timedelta()), zone)


def _whole_days(lasting: Property) -> Span:
    """Of a day's event (3.8.2.5); some say them in hours."""
    length = span(lasting)
    if length.rest % DAY:
        raise bad(lasting)
    return Span(length.days + length.rest // DAY, timedelta())
