"""The meetings at the door of a space."""

from collections.abc import Sequence
from datetime import datetime

from booking.models import Occurrence, Resource
from booking.queries.ledger import claims_of
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED
from booking.rules.no_show import BEFORE, early


def at_the_door(space: Resource, now: datetime) -> Sequence[Occurrence]:
    """Confirmed ones that are on, or begin so soon that one may check in; of its whole or its parts too."""
    claims = claims_of([space.id], Interval(now, now + BEFORE + BEFORE))
    dates = dict.fromkeys(claim.occurrence for claim in claims)
    return [d for d in dates if d.status == CONFIRMED and early(d.starts_at) <= now < d.ends_at]
