"""A series as iCalendar has it: a rule, its exceptions, dates that differ (RFC 5545 3.8.4.4, 3.8.5)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from booking.ical.vevent import Event
from booking.mail.letter import Facts
from booking.rules.lifecycle import HOLDING
from booking.rules.outlook import Course, Said, said_to_all
from booking.rules.wall import instant

_EXCEPTIONS = ("overrides", "answered")


def master(event: Event, facts: Facts) -> Event:
    """From the rule's own start, which need not be a date that holds; said as Outlook can hold it (A20)."""
    tzid, said = facts["tzid"], _said(facts)
    starts_at = at_wall(facts["dtstart"], tzid)
    return replace(
        event,
        starts_at=starts_at,
        ends_at=starts_at + _lasting(facts),
        rrule=said.rrule,
        exdates=tuple(instant(wall, tzid) for wall in said.exdates(_walls(facts.get("exdates")))),
        rdates=tuple(instant(wall, tzid) for wall in said.rdates),
    )


def as_called_off(master: Event) -> Event:
    """All its dates are exceptions by now: named one by one nothing would be left to cancel."""
    return replace(master, exdates=(), rdates=())


def dated(event: Event, facts: Facts) -> Event:
    """One date, named as the whole series names it; what is no series stays as it is."""
    if not facts.get("recurrence_id"):
        return event
    named = _said(facts).name(datetime.fromisoformat(facts["recurrence_id"]))
    return replace(event, recurrence_at=instant(named, facts["tzid"]))


def differing(facts: Facts) -> Iterator[Facts]:
    """The facts of each date that holds and is not as the rule says."""
    return _holding(facts, _EXCEPTIONS[0])


def answered_apart(facts: Facts) -> Iterator[Facts]:
    """Of each date that is as the rule says, and for which somebody answered otherwise."""
    return _holding(facts, _EXCEPTIONS[1])


def at_another_time(facts: Facts) -> Iterator[Facts]:
    """Of each date beside the rule that has to be said as an exception from it, and is nothing else."""
    others = [one for which in _EXCEPTIONS for one in facts.get(which) or ()]
    known = {*_walls(facts.get("exdates")), *_walls(other["recurrence_id"] for other in others)}
    for wall in _said(facts).apart if facts["status"] in HOLDING else ():
        starts_at = instant(wall, facts["tzid"])
        times = {"starts_at": starts_at.isoformat(), "ends_at": (starts_at + _lasting(facts)).isoformat()}
        if wall not in known:
            yield {**facts, **times, "recurrence_id": wall.isoformat()}


def _holding(facts: Facts, which: str) -> Iterator[Facts]:
    for other in facts.get(which) or ():
        if other["status"] in HOLDING:
            yield {**facts, **{name: value for name, value in other.items() if value is not None}}


def at_wall(wall: str, tzid: str) -> datetime:
    """UTC, from an ISO 8601 wall time."""
    return instant(datetime.fromisoformat(wall), tzid)


def _said(facts: Facts) -> Said:
    rdates, excluded = (tuple(_walls(facts.get(name))) for name in ("rdates", "excluded"))
    starts = datetime.fromisoformat(facts["dtstart"])
    return said_to_all(Course(facts["rrule"], starts, facts["tzid"], rdates, excluded))


def _lasting(facts: Facts) -> timedelta:
    return timedelta(seconds=facts["duration"])


def _walls(written: Iterable[str] | None) -> list[datetime]:
    return [datetime.fromisoformat(wall) for wall in written or ()]
