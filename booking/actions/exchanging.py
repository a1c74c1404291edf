"""Units that others hold are exchanged among them to make room (D8). Nobody is told: they are alike."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from booking.actions.counters import raise_resources
from booking.actions.history import picture, record
from booking.actions.holding import hold
from booking.extensions import db
from booking.models import Claim, Resource
from booking.permissions import THE_CLOCK
from booking.queries.ledger import claims_of
from booking.rules.exchange import Use, cluster, rearranged
from booking.rules.interval import Interval
from booking.rules.policy import Terms

_NEAR = timedelta(days=2)


def make_room(
    units: Sequence[Resource],
    wanted: Interval,
    quantity: int,
    now: datetime,
    opened: Collection[int],
    promised: Mapping[int, Sequence[Interval]],
    terms: Mapping[int, Terms],
) -> bool:
    """Whether so many of these are free afterwards. Their rows must be locked; `terms` are by their id.

    What has begun stays, and so does a unit that a person asked for by name, a change that waits for
    approval, whatever belongs to reservations that are being changed (`opened`, ids), and what is `promised`
    to other dates of the same booking but not written yet.
    """
    held = _held(units, wanted.widened(_NEAR, _NEAR), now, opened, terms)
    uses = [use for _, use in held]
    uses += [Use(0, unit, span, fixed=True) for unit, spans in promised.items() for span in spans]
    moves = rearranged(cluster(uses, wanted), [unit.id for unit in units], wanted, quantity)
    if not moves:
        return False
    going = {claim: (moves[use.id], use.on(moves[use.id])) for claim, use in held if use.id in moves}
    _move(going, now)
    return True


def _held(
    units: Sequence[Resource],
    around: Interval,
    now: datetime,
    opened: Collection[int],
    terms: Mapping[int, Terms],
) -> list[tuple[Claim, Use]]:
    """What is claimed of them around that time, and how far it may be moved."""
    claims = claims_of([unit.id for unit in units], around)
    return [(claim, _use(claim, _elsewhere(claim, units, terms), around, now, opened)) for claim in claims]


def _elsewhere(claim: Claim, units: Sequence[Resource], terms: Mapping[int, Terms]) -> dict[int, Interval]:
    """What it would hold of units that have other buffers than its own (D6)."""
    spans = {unit.id: terms[unit.id].claimed(claim.occurrence.interval) for unit in units}
    return {unit_id: span for unit_id, span in spans.items() if span != spans[claim.resource_id]}


def _use(
    claim: Claim,
    elsewhere: Mapping[int, Interval],
    around: Interval,
    now: datetime,
    opened: Collection[int],
) -> Use:
    booking, span = claim.occurrence.reservation, Interval(claim.starts_at, claim.ends_at)
    by_name = claim.resource_id in {space.id for space in claim.occurrence.spaces}
    settled = claim.starts_at <= now or bool(claim.occurrence.pending) or booking.id in opened
    use = Use(claim.id, claim.resource_id, span, elsewhere=elsewhere)
    return replace(use, fixed=by_name or settled or not around.covers(use.widest))


def _move(moves: Mapping[Claim, tuple[int, Interval]], now: datetime) -> None:
    """All are given up before any is taken (D4); each reservation concerned has an entry in the history."""
    bookings = {claim.occurrence.reservation for claim in moves}
    before = {booking: picture(booking) for booking in bookings}
    for claim in moves:
        claim.active = False
    db.session.flush()
    for claim, (unit, span) in moves.items():
        hold(claim.occurrence, {unit: [span]})
    db.session.flush()
    raise_resources({*(unit for unit, _ in moves.values()), *(claim.resource_id for claim in moves)})
    for booking in sorted(bookings, key=lambda one: one.id):
        was, is_now = before[booking], picture(booking)
        record("exchange", THE_CLOCK, now, reservation=booking, before=was, after=is_now)
