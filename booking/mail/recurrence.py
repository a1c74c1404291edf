"""A series as iCalendar has it: a rule, its exceptions, dates that differ (RFC 5545 3.8.4.4, 3.8.5)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from booking.ical.vevent import Event
from booking.mail.letter import Facts
from booking.rules.lifecycle import HOLDING
from booking.rules.outlook import said_to_all
from booking.rules.wall import instant


def master(event: Event, facts: Facts) -> Event:
    """From the rule's own start, which need not be a date that holds; said as Outlook can hold it (A20)."""
    starts, tzid = datetime.fromisoformat(facts["dtstart"]), facts["tzid"]
    exdates, added = _walls(facts.get("exdates")), _walls(facts.get("rdates"))
    rrule, left_out, rdates = said_to_all(facts["rrule"], starts, tzid, added)
    starts_at = instant(starts, tzid)
    return replace(
        event,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(seconds=facts["duration"]),
        rrule=rrule,
        exdates=tuple(instant(wall, tzid) for wall in sorted({*exdates, *left_out})),
        rdates=tuple(instant(wall, tzid) for wall in rdates),
    )


def as_called_off(master: Event) -> Event:
    """All its dates are exceptions by now: named one by one nothing would be left to cancel."""
    return replace(master, exdates=(), rdates=())


def dated(event: Event, facts: Facts) -> Event:
    """One date, named by the start that the rule gave it; what is no series stays as it is."""
    recurrence_id = facts.get("recurrence_id")
    return replace(event, recurrence_at=at_wall(recurrence_id, facts["tzid"])) if recurrence_id else event


def differing(facts: Facts) -> Iterator[Facts]:
    """The facts of each date that holds and is not as the rule says."""
    return _holding(facts, "overrides")


def answered_apart(facts: Facts) -> Iterator[Facts]:
    """Of each date that is as the rule says, and for which somebody answered otherwise."""
    return _holding(facts, "answered")


def _holding(facts: Facts, which: str) -> Iterator[Facts]:
    for other in facts.get(which) or ():
        if other["status"] in HOLDING:
            yield {**facts, **{name: value for name, value in other.items() if value is not None}}


def at_wall(wall: str, tzid: str) -> datetime:
    """UTC, from an ISO 8601 wall time."""
    return instant(datetime.fromisoformat(wall), tzid)


def _walls(written: Iterable[str] | None) -> list[datetime]:
    return [datetime.fromisoformat(wall) for wall in written or ()]
