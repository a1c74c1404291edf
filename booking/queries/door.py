"""What is behind the door of a space: who is there, who may check in, and whether it is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from booking.extensions import db
from booking.models import Claim, Occurrence, Resource
from booking.queries.ledger import claims_of, taken
from booking.queries.policies import AS_TERMS, terms
from booking.rules.availability import Ledger, open_spans, within_policy
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED
from booking.rules.no_show import BEFORE, early
from booking.rules.policy import Booker, Terms, Wish
from booking.rules.walk_in import LENGTHS, from_now
from booking.rules.wall import day_end, local

FREE, TAKEN, PREPARED, CLOSED = "free", "taken", "prepared", "closed"
MOST_COMING = 4
_AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Door:
    """`state` holds `until` then (None: for longer than we look). `meeting` is on, `coming` are those of
    today after it. `lengths` are the minutes for which it could be taken at once. PREPARED: nobody meets, but
    it is being set up or cleared.
    """

    state: str
    until: datetime | None
    meeting: Occurrence | None
    coming: Sequence[Occurrence]
    lengths: Sequence[int]


def at_the_door(space: Resource, now: datetime) -> Sequence[Occurrence]:
    """Confirmed ones that are on, or begin so soon that one may check in; of its whole or its parts too."""
    claims = claims_of([space.id], Interval(now, now + BEFORE + BEFORE))
    dates = dict.fromkeys(claim.occurrence for claim in claims)
    return [d for d in dates if d.status == CONFIRMED and early(d.starts_at) <= now < d.ends_at]


def door(space: Resource, now: datetime) -> Door:
    claims = claims_of([space.id], Interval(now, day_end(local(now, space.tzid).date(), space.tzid)))
    dates = list(dict.fromkeys(claim.occurrence for claim in claims))
    on = next((date for date in dates if date.starts_at <= now < date.ends_at), None)
    held = _held(space)
    rules = terms(held, Interval(now, now + _AHEAD))
    state, until = _state(on, claims, open_spans(rules[space.id], Interval(now, now + _AHEAD)), now)
    coming = sorted((d for d in dates if d.starts_at > now), key=lambda date: date.starts_at)[:MOST_COMING]
    return Door(state, until, on, coming, _lengths(space, held, rules, now) if state == FREE else ())


def _held(space: Resource) -> Sequence[Resource]:
    """With its parts: all that somebody would hold who took it."""
    both = (Resource.id == space.id) | (Resource.part_of_id == space.id)
    return db.session.scalars(select(Resource).where(Resource.active, both).options(*AS_TERMS)).all()


def _state(
    on: Occurrence | None, claims: Sequence[Claim], opened: Sequence[Interval], now: datetime
) -> tuple[str, datetime | None]:
    if on:
        return TAKEN, on.ends_at
    if here := next((claim for claim in claims if claim.starts_at <= now), None):
        return PREPARED, _used(here, now)
    is_open = next((span for span in opened if span.starts_at <= now < span.ends_at), None)
    if is_open is None:
        return CLOSED, min((span.starts_at for span in opened if span.starts_at > now), default=None)
    return FREE, min([is_open.ends_at, *(claim.starts_at for claim in claims)])


def _used(claim: Claim, now: datetime) -> datetime:
    """When the meeting begins that it is set up for, else when it has been cleared."""
    begins = claim.occurrence.starts_at
    return begins if now < begins < claim.ends_at else claim.ends_at


def _lengths(
    space: Resource, held: Sequence[Resource], rules: dict[int, Terms], now: datetime
) -> Sequence[int]:
    policies = [each.policy for each in rules.values()]
    before, after = max(p.setup_time for p in policies), max(p.teardown_time for p in policies)
    spans = taken([each.id for each in held], from_now(max(LENGTHS), now).widened(before, after))
    ledgers = [_ledger(each, spans.get(each.id, []), rules[each.id]) for each in held]
    wish = Wish(from_now(max(LENGTHS), now), None, {}, now, Booker(at_door=True))
    asked = {minutes: from_now(minutes, now) for minutes in LENGTHS}
    return [
        minutes
        for minutes, interval in asked.items()
        if within_policy(wish, interval, [rules[space.id]]) and all(each.free(interval) for each in ledgers)
    ]


def _ledger(resource: Resource, spans: Sequence[Interval], rules: Terms) -> Ledger:
    return Ledger(resource.slug, spans, rules.policy.setup_time, rules.policy.teardown_time)
