"""What a booking was before a change, as its picture has it, for the mails that tell of the change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking.actions.differences import ASKED, MOVED, Difference
from booking.actions.history import Picture
from booking.actions.pending import wanted_interval
from booking.actions.telling import Facts, listed, moved, slot
from booking.extensions import db
from booking.models import Occurrence, Reservation, Resource
from booking.outbox.series import span
from booking.rules.lifecycle import HOLDING


def gone(
    differences: Sequence[Difference], target: Reservation, before: Picture, whole: bool
) -> dict[str, Any]:
    """Every date that moved, old and new. Where the whole series went to another space, `course_before` says
    so once for all."""
    elsewhere = whole and [space.id for space in target.spaces] != before["spaces"]
    pairs = [
        (one.occurrence, _was(one, before))
        for one in differences
        if one.what == MOVED and one.occurrence and (one.was != one.becomes or one.space or not elsewhere)
    ]
    return moved(pairs, whole)


def wanted(asked: Sequence[Occurrence]) -> dict[str, Any]:
    """What staff are asked for: `wanted` of the first date, and of several each, old and new."""
    pairs = [(_wish(date), slot(date.interval, date.spaces)) for date in asked]
    return {"wanted": pairs[0][0]} | (listed(pairs) if len(pairs) > 1 else {})


def _wish(date: Occurrence) -> Facts:
    return slot(wanted_interval(date), _spaces((date.pending or {})["spaces"]))


def _was(one: Difference, before: Picture) -> Facts:
    assert one.occurrence and one.was
    own = next(row["space_id"] for row in before["occurrences"] if row["id"] == one.occurrence.id)
    return slot(one.was, _spaces([own] if own else before["spaces"]))


def _spaces(ids: Sequence[int]) -> list[Resource]:
    return [db.session.get_one(Resource, each) for each in ids]


def course_before(before: Picture) -> Facts:
    """The rule that a series had, and where."""
    names = ("rrule", "dtstart", "duration")
    places = [{"names": space.names} for space in _spaces(before["spaces"])]
    return {name: before["reservation"][name] for name in names} | {"spaces": places}


def goes_on(found: Reservation, target: Reservation) -> Facts:
    """Of a series that was split, as its earlier part tells of the later one. `last` is the earlier part's
    last date; `invited` are those who hear of the later one, too."""
    assert target.duration is not None
    first = min(_holding(target) or target.occurrences, key=_start)
    left = _holding(found)
    return {
        "last": span(max(left, key=_start)) if left else None,
        "rrule": target.rrule,
        "dtstart": target.dtstart,
        "duration": int(target.duration.total_seconds()),
        "title": target.title,
        "invited": [attendee.email for attendee in target.attendees],
        **slot(first.interval, target.spaces),
    }


def _holding(booking: Reservation) -> list[Occurrence]:
    return [date for date in booking.occurrences if date.status in HOLDING]


def _start(date: Occurrence) -> datetime:
    return date.starts_at


def since(differences: Sequence[Difference]) -> Facts:
    """When the part of a series begins that a change concerns, as it was; and whether staff will decide."""
    first = min(each for one in differences if (each := one.was or one.becomes))
    return {"since": first.starts_at.isoformat(), "asked": any(one.what == ASKED for one in differences)}
