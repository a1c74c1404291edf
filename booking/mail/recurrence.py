"""A series as iCalendar has it: a rule, its exceptions, dates that differ (RFC 5545 3.8.4.4, 3.8.5)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from booking.ical.vevent import Event
from booking.mail.letter import Facts
from booking.rules.lifecycle import HOLDING
from booking.rules.wall import instant


def master(event: Event, facts: Facts) -> Event:
    """From the rule's own start, which need not be a date that holds."""
    starts_at = at_wall(facts["dtstart"], facts["tzid"])
    return replace(
        event,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(seconds=facts["duration"]),
        rrule=facts["rrule"],
        exdates=_instants(facts.get("exdates") or (), facts["tzid"]),
        rdates=_instants(facts.get("rdates") or (), facts["tzid"]),
    )


def called_off(master: Event) -> Event:
    """All its dates are exceptions by now: named one by one nothing would be left to cancel."""
    return replace(master, exdates=(), rdates=())


def dated(event: Event, facts: Facts) -> Event:
    """One date, named by the start that the rule gave it; what is no series stays as it is."""
    recurrence_id = facts.get("recurrence_id")
    return replace(event, recurrence_at=at_wall(recurrence_id, facts["tzid"])) if recurrence_id else event


def differing(facts: Facts) -> Iterator[Facts]:
    """The facts of each date that holds and is not as the rule says."""
    for other in facts.get("overrides") or ():
        if other["status"] in HOLDING:
            yield {**facts, **{name: value for name, value in other.items() if value is not None}}


def at_wall(wall: str, tzid: str) -> datetime:
    """UTC, from an ISO 8601 wall time."""
    return instant(datetime.fromisoformat(wall), tzid)


def _instants(walls: Iterable[str], tzid: str) -> tuple[datetime, ...]:
    return tuple(at_wall(wall, tzid) for wall in walls)
