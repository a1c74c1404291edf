"""Units that others hold are exchanged among them to make room (D8). Nobody is told: they are alike."""

from collections.abc import Collection, Mapping, Sequence
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

_NEAR = timedelta(days=2)


def make_room(
    units: Sequence[Resource],
    wanted: Interval,
    quantity: int,
    now: datetime,
    opened: Collection[int],
    promised: Mapping[int, Sequence[Interval]],
) -> bool:
    """Whether so many of these are free afterwards. Their rows must be locked.

    What has begun stays, and so does a unit that a person asked for by name, a change that waits for
    approval, whatever belongs to reservations that are being changed (`opened`, ids), and what is `promised`
    to other dates of the same booking but not written yet.
    """
    around = wanted.widened(_NEAR, _NEAR)
    claims = {claim.id: claim for claim in claims_of([unit.id for unit in units], around)}
    uses = [_use(claim, around, now, opened) for claim in claims.values()]
    uses += [Use(0, unit, span, fixed=True) for unit, spans in promised.items() for span in spans]
    moves = rearranged(cluster(uses, wanted), [unit.id for unit in units], wanted, quantity)
    if not moves:
        return False
    _move({claims[claim_id]: unit for claim_id, unit in moves.items()}, now)
    return True


def _use(claim: Claim, around: Interval, now: datetime, opened: Collection[int]) -> Use:
    booking, span = claim.occurrence.reservation, Interval(claim.starts_at, claim.ends_at)
    by_name = claim.resource_id in {space.id for space in claim.occurrence.spaces}
    settled = claim.starts_at <= now or bool(claim.occurrence.pending) or booking.id in opened
    return Use(claim.id, claim.resource_id, span, by_name or settled or not around.covers(span))


def _move(moves: dict[Claim, int], now: datetime) -> None:
    """All are given up before any is taken (D4); each reservation concerned has an entry in the history."""
    bookings = {claim.occurrence.reservation for claim in moves}
    before = {booking: picture(booking) for booking in bookings}
    for claim in moves:
        claim.active = False
    db.session.flush()
    for claim, unit in moves.items():
        hold(claim.occurrence, {unit: [Interval(claim.starts_at, claim.ends_at)]})
    db.session.flush()
    raise_resources({*moves.values(), *(claim.resource_id for claim in moves)})
    for booking in sorted(bookings, key=lambda one: one.id):
        was, is_now = before[booking], picture(booking)
        record("exchange", THE_CLOCK, now, reservation=booking, before=was, after=is_now)
