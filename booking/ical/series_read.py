"""How other people's events are repeated (RFC 5545 3.8.5), vetted before anything is expanded (D19)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from booking.errors import BrokenRule, Unreadable
from booking.ical.content_lines import Property
from booking.ical.moments import Moment, Span, moments
from booking.ical.parts import Part
from booking.ical.times_read import Reader, Times, after, shown
from booking.ical.unescaping import in_short
from booking.ical.zones_read import Zone, alike
from booking.rules.recurrence import canonical, expand, faults

ENDLESS = "endless_rule"
DAY = timedelta(days=1)
LOOKED_AHEAD = 1100  # days in which a zone has to be as one we know: what can be booked is nearer


@dataclass(frozen=True, slots=True)
class Series:
    times: Times
    rrule: str = ""
    endless: bool = False
    exdates: tuple[datetime, ...] = ()
    rdates: tuple[datetime, ...] = ()


def series(part: Part, found: Times, reader: Reader) -> Series:
    """Unreadable("rule_not_taken"), ("unknown_zone"). One event alone, or one date of a series, has none."""
    if part.first("RECURRENCE-ID") or not part.every("RRULE", "EXRULE", "RDATE"):
        return Series(found)
    text = _rule(part)
    wrong = faults(text, found.starts, found.zone.tzid or "UTC") if text else []
    if {fault.code for fault in wrong} - {ENDLESS}:
        raise _not_taken(text, wrong)
    rdates = [at for one in part.every("RDATE") for at in _rdates(one, found, reader)]
    zone = found.zone if found.zone.tzid else _like_ours(part, found, text, rdates, reader)
    exdates = [at for one in part.every("EXDATE") for at in _exdates(one, found, reader)]
    return Series(
        replace(found, zone=zone),
        canonical(text, zone.tzid) if text else "",
        bool(wrong),
        tuple(shown(at, zone) for at in exdates),
        tuple(shown(at, zone) for at in rdates),
    )


def _rule(part: Part) -> str:
    """Two rules, or one of what to leave out (RFC 2445), would mean other meetings than we should book."""
    found = part.every("RRULE", "EXRULE")
    if [one.name for one in found] not in ([], ["RRULE"]):
        raise _not_taken("; ".join(one.value for one in found), [])
    return found[0].value if found else ""


def _not_taken(text: str, wrong: list[BrokenRule]) -> Unreadable:
    """`faults` as rule_words.of_rule words them."""
    told = [{"code": fault.code, "values": fault.values} for fault in wrong]
    return Unreadable("rule_not_taken", rule=in_short(text, 200), faults=told)


def _exdates(one: Property, found: Times, reader: Reader) -> Iterator[datetime]:
    """A date alone leaves out that day's; a floating time is by the clock of the event."""
    for given, _ in moments(one, reader.zone_of):
        yield _at(given, found)


def _rdates(one: Property, found: Times, reader: Reader) -> Iterator[datetime]:
    """A period has to be as long as all others are."""
    for given, ends in moments(one, reader.zone_of):
        at = _at(given, found)
        if ends and _ends_at(given, ends, found) - at != found.ends_at - found.starts_at:
            raise _not_taken(f"RDATE:{one.value}", [])
        yield at


def _at(given: Moment, found: Times) -> datetime:
    wall = datetime.combine(given.wall.date(), found.starts.time()) if given.day else given.wall
    return (given.zone or found.zone).instant(wall)


def _ends_at(starts: Moment, ends: Moment | Span, found: Times) -> datetime:
    zone = starts.zone or found.zone
    return after(starts, ends, zone) if isinstance(ends, Span) else (ends.zone or zone).instant(ends.wall)


def _like_ours(part: Part, found: Times, text: str, rdates: list[datetime], reader: Reader) -> Zone:
    """A series needs a zone that goes on after its message: one that agrees on each day of it."""
    days = range((_last(found, text, rdates) - found.starts).days + 2)
    lasting = found.ends_at - found.starts_at
    starts = [found.starts + DAY * n for n in days]
    names = [*reader.names, found.zone.place]
    own = found.zone.described
    name = alike(own, [*starts, *(wall + lasting for wall in starts)], names) if own else ""
    if not name:
        given = part.first("DTSTART")
        raise Unreadable("unknown_zone", tzid=in_short(given.params.get("TZID", "") if given else "", 80))
    return Zone(name)


def _last(found: Times, text: str, rdates: list[datetime]) -> datetime:
    limit = found.starts + DAY * LOOKED_AHEAD
    ruled = expand(text, found.starts, "UTC", last=limit).walls if text else ()
    added = [at.replace(tzinfo=None) for at in rdates]
    return min(max([found.starts, *ruled[-1:], *added]), limit)
