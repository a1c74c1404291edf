"""Bookings as plain rows, for tests of what only reads them."""

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from booking.extensions import db
from booking.models import Claim, Occurrence, Reservation, ReservationSpace, Resource
from booking.queries.people import by_email
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED, HOLDING, TENTATIVE
from tests.factories import NOW


def held(*dates: Interval, at: str = "room", who: str = "sato@example.jp", **values: Any) -> int:
    """The id of a reservation of these dates, with claims where it holds."""
    person, space = by_email(who), db.session.scalars(select(Resource).filter_by(slug=at)).one()
    status = values.pop("status", CONFIRMED)
    row = Reservation(
        uid=f"{uuid.uuid4()}@tests",
        door="web",
        title=values.pop("title", "Talks"),
        tzid="Asia/Tokyo",
        person_id=person.id,
        booked_by_id=person.id,
        company_id=person.company_id,
        contact_name=person.name,
        contact_email=person.email,
        contact_phone=person.phone,
        created_at=NOW - timedelta(days=1),
        changed_at=NOW - timedelta(days=1),
        space_links=[ReservationSpace(resource=space)],
        occurrences=[_date(date, space, status) for date in dates],
        **values,
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def _date(date: Interval, space: Resource, status: str) -> Occurrence:
    times = {"starts_at": date.starts_at, "ends_at": date.ends_at}
    return Occurrence(
        recurrence_id=date.starts_at.isoformat(),
        status=status,
        waiting_for="staff" if status == TENTATIVE else None,
        claims=[Claim(resource=space, **times)] if status in HOLDING else [],
        **times,
    )
