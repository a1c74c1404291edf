"""What is booked on a day, or some, as staff print and mail it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from booking.models import Occurrence, Reservation
from booking.models.resource import SPACE
from booking.queries.listed import CLAIMS, listed
from booking.queries.policies import terms
from booking.queries.resources import all_resources
from booking.rules.intake import LONGEST
from booking.rules.interval import Interval, without
from booking.rules.lifecycle import HOLDING
from booking.rules.opening import day_spans
from booking.rules.wall import day_end, day_start

_PEOPLE = selectinload(Occurrence.reservation).selectinload(Reservation.everybody)


def held_between(first: date, last: date, tzid: str) -> Sequence[Occurrence]:
    """Confirmed and requested meetings of these days by the clock of `tzid`, with all that is told."""
    begins, ends = day_start(first, tzid), day_end(last, tzid)
    near = (Occurrence.starts_at > begins - LONGEST, Occurrence.starts_at < ends, Occurrence.ends_at > begins)
    rows = select(Occurrence).where(Occurrence.status.in_(sorted(HOLDING)), *near)
    return listed(rows.order_by(Occurrence.starts_at, Occurrence.id).options(CLAIMS, _PEOPLE))


def opens(on: date) -> bool:
    """Whether any space of the centre does on that day by its own clock."""
    spaces = [one for one in all_resources() if one.kind == SPACE and one.active]
    for space in spaces:
        whole = Interval(day_start(on, space.tzid), day_end(on, space.tzid))
        rules = terms([space], whole)[space.id]
        closed = [closure.interval for closure in rules.closures]
        spans = day_spans(rules.policy.opening_hours, space.tzid, on)
        if any(without(span, closed) for span in spans):
            return True
    return False
