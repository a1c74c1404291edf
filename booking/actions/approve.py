from datetime import datetime

from booking.actions.moves import closed, opened, turn, vet, waiting
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, OutOfPolicy
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.policies import terms
from booking.rules import notices
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED
from booking.rules.policy import Wish, broken_rules


@transaction
def approve(reservation_id: int, *, by: Actor, now: datetime, override_reason: str = "") -> Reservation:
    """Judged again by today's rules (D16): what is newly broken is told, and needs a written reason.

    Raises Invalid, NotFound, Forbidden, WrongState, OutOfPolicy.
    """
    override_reason = vet("override_reason", override_reason)
    found, before = opened(reservation_id, "approve", by)
    tentative = waiting(found)
    broken = [rule for occurrence in tentative for rule in _broken(occurrence, now)]
    if broken and not override_reason:
        raise OutOfPolicy(broken)
    turn(tentative, CONFIRMED, by, now)
    tell(notices.CONFIRMED, found, now)
    rule = "override:" + ",".join(rule.code for rule in broken) if broken else "staff"
    closed(found, before, "approve", by, now, rule, override_reason)
    return found


def _broken(occurrence: Occurrence, now: datetime) -> list[BrokenRule]:
    """By today's rules; how much notice the applicant gave was judged when it was asked."""
    booking = occurrence.reservation
    interval = Interval(occurrence.starts_at, occurrence.ends_at)
    wish = Wish(interval, booking.headcount, booking.answers, now)
    by_space = terms(booking.spaces, interval).values()
    broken = [rule for space in by_space for rule in broken_rules(wish, space)]
    return [rule for rule in broken if rule.code not in ("too_soon", "too_far")]
