"""What is meant by whole days: as long as a space is open then (D40)."""

from booking.errors import BrokenRule, OutOfPolicy
from booking.extensions import db
from booking.models import Resource
from booking.queries.policies import terms
from booking.rules.interval import Interval
from booking.rules.opening import opening


def open_within(space_id: int, days: Interval) -> Interval:
    """From when it opens to when it closes within `days`, which are midnights. Raises OutOfPolicy."""
    space = db.session.get_one(Resource, space_id)
    hours = terms([space], days)[space_id].policy.opening_hours
    inside = [span for span in opening(hours, space.tzid, days) if span.meets(days)]
    if not inside:
        raise OutOfPolicy([BrokenRule("outside_opening_hours", "starts_at", {"hours": ()})])
    return Interval(inside[0].starts_at, inside[-1].ends_at)
