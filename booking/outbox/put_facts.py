"""What a calendar app asked for, as a mail tells of it: plain JSON, in no language yet (D28)."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from booking.extensions import db
from booking.ical.received import Received, Scheduling
from booking.models import Centre, Resource
from booking.outbox.series import place
from booking.outbox.snapshot import house_facts
from booking.rules.interval import Interval
from booking.rules.series import lasting, named, wall

Facts = dict[str, Any]
MOST_DATES = 20  # named one by one


def put_facts(asked: Scheduling, space: Resource, title: str, in_the_way: Collection[str]) -> Facts:
    """`in_the_way` are wall times of dates that cannot be had; of one that says when."""
    first = asked.events[0]
    assert first.starts_at and first.ends_at
    return {
        "centre": house_facts(db.session.get_one(Centre, 1)),
        "attendees": [],
        "spaces": [place(space)],
        "title": title,
        **_span(Interval(first.starts_at, first.ends_at)),
        "all_day": first.all_day,
        "tzid": first.tzid,
        "rrule": first.rrule,
        "dtstart": wall(first.starts_at, first.tzid).isoformat(),
        "clashing": [_span(span) for span in _spans(asked, sorted(in_the_way)[:MOST_DATES])],
        "clashing_count": len(in_the_way),
    }


def _span(span: Interval) -> Facts:
    return {"starts_at": span.starts_at.isoformat(), "ends_at": span.ends_at.isoformat()}


def _spans(asked: Scheduling, names: Collection[str]) -> Iterator[Interval]:
    """When each of these dates was to be: as it was said by itself, else by the rule."""
    first, *others = asked.events
    assert first.starts_at and first.ends_at
    own = {_name(one, first.tzid): one for one in others}
    for name in names:
        name = f"{name[:10]}T00:00:00" if first.all_day else name
        one = own.get(name)
        if one and one.starts_at and one.ends_at:
            yield Interval(one.starts_at, one.ends_at)
        else:
            yield lasting(datetime.fromisoformat(name), first.ends_at - first.starts_at, first.tzid)


def _name(event: Received, tzid: str) -> str:
    return named(wall(event.recurrence_at, tzid)) if event.recurrence_at else ""
