"""Times when something cannot be booked. What is booked already stays; staff are told whom it hits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from booking.actions.closing import (
    added,
    concerned,
    named_with_parts,
    reason_faults,
    removed,
    written,
    year_faults,
)
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid
from booking.models import Blackout, Occurrence
from booking.permissions import Actor, demand
from booking.queries.blackouts import made_together
from booking.queries.hits import hit_by
from booking.rules.intake import LONGEST
from booking.rules.interval import Interval


@dataclass(frozen=True, slots=True)
class Closing:
    """`slug` None: the whole centre; `with_parts`: what is part of the resource closes too."""

    slug: str | None
    interval: Interval
    reason: Mapping[str, str]
    with_parts: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """`hits` are bookings to come that meet it: to be moved or called off, one by one."""

    ids: Sequence[int]
    hits: Sequence[Occurrence]


def add_blackout(closing: Closing, *, by: Actor, now: datetime, preview: bool = False) -> Added:
    """One row for each resource. No claim is touched. Raises Forbidden, NotFound, Invalid."""
    demand(by, "edit_policy")
    if wrong := [*_impossible(closing.interval), *reason_faults(closing.reason)]:
        raise Invalid(wrong)
    ids = [] if preview else _add(closing, by, now)
    return Added(ids, hits(closing, now))


def hits(closing: Closing, now: datetime) -> list[Occurrence]:
    """Raises NotFound."""
    named = closing.slug is not None
    ids = {r.id for r in named_with_parts(closing.slug, closing.with_parts)} if named else None
    begins, ends = max(closing.interval.starts_at, now), closing.interval.ends_at
    return hit_by(ids, Interval(begins, ends)) if begins < ends else []


@transaction
def _add(closing: Closing, by: Actor, now: datetime) -> list[int]:
    resources = concerned(closing.slug, closing.with_parts)
    times = {"starts_at": closing.interval.starts_at, "ends_at": closing.interval.ends_at}
    whose = [r.id for r in resources] if closing.slug is not None else [None]
    made = [Blackout(resource_id=each, reason=written(closing.reason), **times) for each in whose]
    added(made, resources, by, now)
    return [blackout.id for blackout in made]


@transaction
def remove_blackout(blackout_id: int, *, by: Actor, now: datetime) -> None:
    """What a whole and its parts are closed by alike goes together. Raises Forbidden, NotFound."""
    demand(by, "edit_policy")
    removed(partial(made_together, blackout_id), by, now)


def _impossible(interval: Interval) -> Iterator[BrokenRule]:
    yield from year_faults("starts_at", interval.starts_at.year)
    if interval.duration > LONGEST:
        yield BrokenRule("too_long_closed", "ends_at", {"max_duration": LONGEST})
