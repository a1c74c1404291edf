"""A change that waits for approval beside a confirmed occurrence: claims hold the old and the new (D13)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from booking.actions.dates import Date
from booking.actions.differences import own_name
from booking.actions.holding import Spans, add_spans, held_by, hold, number
from booking.actions.reasons import keep_reason
from booking.extensions import db
from booking.models import Claim, Occurrence, ReservationSpace, Resource
from booking.queries.wanted import space_of
from booking.rules.interval import Interval, joined, without
from booking.rules.policy import Terms
from booking.rules.reasons import NO_REASON, Reason


def with_pending(dates: Iterable[Occurrence]) -> list[Occurrence]:
    return [date for date in dates if date.pending]


def wanted_interval(occurrence: Occurrence) -> Interval:
    """What the pending change asks for."""
    wish = occurrence.pending or {}
    return Interval(datetime.fromisoformat(wish["starts_at"]), datetime.fromisoformat(wish["ends_at"]))


def wanted_spaces(occurrence: Occurrence) -> list[Resource]:
    """Where the pending change would have it, in the order asked for."""
    return [space_of(space_id) for space_id in (occurrence.pending or {})["spaces"]]


def ask_for(occurrence: Occurrence, date: Date, old: Spans, now: datetime) -> None:
    """Keeps the wish, and holds the union: one claim where old and new overlap, two where not.

    `old` is what it held; it has been given up. A wish that waited already makes way for this one.
    """
    own = date.spaces[0].id if date.spaces != occurrence.reservation.spaces else None
    old = kept(occurrence, old)
    new: Spans = date.spans
    occurrence.pending = {
        "starts_at": date.interval.starts_at.isoformat(),
        "ends_at": date.interval.ends_at.isoformat(),
        "space_id": own,
        "spaces": [space.id for space in date.spaces],
        "since": now.isoformat(),
        "old": _written(old),
        "new": _written(new),
    }
    both = add_spans(add_spans({}, old), new)
    hold(occurrence, {resource_id: joined(spans) for resource_id, spans in both.items()})


def kept(occurrence: Occurrence, held: Spans) -> Spans:
    """Of what it `held`, what it would keep were its pending change declined."""
    return _read(occurrence.pending["old"]) if occurrence.pending else held


def grant(occurrence: Occurrence, now: datetime) -> Spans:
    """The new is in force and trimmed to; the spans that became free."""
    wish = occurrence.pending or {}
    interval, freed = wanted_interval(occurrence), _trim(occurrence, wish["new"])
    occurrence.starts_at, occurrence.ends_at = interval.starts_at, interval.ends_at
    put(occurrence, wanted_spaces(occurrence))
    if not occurrence.reservation.rrule:
        occurrence.recurrence_id = own_name(occurrence, interval)
    asks_no_more(occurrence)
    occurrence.decided_at = now
    number(occurrence)
    db.session.flush()
    return freed


def put(occurrence: Occurrence, spaces: list[Resource]) -> None:
    """A single booking changes its spaces, one date of a series gets its own."""
    booking = occurrence.reservation
    if booking.rrule or booking.choosing:
        occurrence.space = None if spaces == booking.spaces else spaces[0]
    elif spaces != booking.spaces:
        booking.space_links[:] = []
        db.session.flush()
        booking.space_links += [ReservationSpace(resource=s, position=n) for n, s in enumerate(spaces)]


def drop_pending(dates: Iterable[Occurrence], now: datetime, reason: Reason = NO_REASON) -> Spans:
    """The old alone is held again; the spans that became free."""
    freed: Spans = {}
    for occurrence in dates:
        add_spans(freed, _trim(occurrence, (occurrence.pending or {})["old"]))
        asks_no_more(occurrence)
        keep_reason(occurrence, reason)
    return freed


def asks_no_more(occurrence: Occurrence) -> None:
    """What it holds is for whoever says so to put right."""
    occurrence.pending = None


def take_along(occurrence: Occurrence, unit: Resource, space_id: int, terms: Terms) -> None:
    """From now on it holds the unit with that space, where it is and where it asks to be; `terms` of the
    unit say for how long around the meeting (D6)."""
    if occurrence.pending is None:
        hold(occurrence, {unit.id: [terms.claimed(occurrence.interval)]})
        return
    pending, times = occurrence.pending, {"old": occurrence.interval, "new": wanted_interval(occurrence)}
    spans = {side: terms.claimed(at) for side, at in times.items() if str(space_id) in pending[side]}
    written = {side: pending[side] | _written({unit.id: [span]}) for side, span in spans.items()}
    occurrence.pending = pending | written
    hold(occurrence, {unit.id: joined(spans.values())})


def active(occurrence: Occurrence) -> list[Claim]:
    return [claim for claim in occurrence.claims if claim.active]


def _trim(occurrence: Occurrence, written: Mapping[str, Any]) -> Spans:
    kept, held = _read(written), held_by(occurrence)
    replace_claims(occurrence, kept)
    return {
        resource_id: left
        for resource_id, spans in held.items()
        if (left := [rest for span in spans for rest in without(span, kept.get(resource_id, ()))])
    }


def replace_claims(occurrence: Occurrence, spans: Mapping[int, Sequence[Interval]]) -> None:
    """First everything that changes is given up, then the new is taken (D4); what stays is not touched."""
    wanted = {(resource_id, span) for resource_id, each in spans.items() for span in each}
    held = {(c.resource_id, Interval(c.starts_at, c.ends_at)): c for c in active(occurrence)}
    for key, claim in held.items():
        if key not in wanted:
            claim.active = False
    db.session.flush()
    for resource_id, span in sorted(wanted - set(held)):
        hold(occurrence, {resource_id: [span]})


def _written(spans: Mapping[int, Sequence[Interval]]) -> dict[str, list[list[str]]]:
    return {
        str(resource_id): [[span.starts_at.isoformat(), span.ends_at.isoformat()] for span in each]
        for resource_id, each in spans.items()
    }


def _read(written: Mapping[str, Any]) -> Spans:
    return {
        int(resource_id): [Interval(*(datetime.fromisoformat(end) for end in span)) for span in each]
        for resource_id, each in written.items()
    }
