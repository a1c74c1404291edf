"""Bookings that change, by the desk itself."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks.calendars import EMAIL
from benchmarks.centre import Centre


def changes(house: Centre) -> Iterator[int]:
    """Gives one booking after the other another title; its id."""
    os.environ.update(house.environ)
    from sqlalchemy import select

    from booking.actions.change import change
    from booking.app import create_app
    from booking.extensions import db
    from booking.models import Occurrence
    from booking.queries.people import actor, by_email
    from booking.rules.requests import Edit

    with create_app().app_context():
        now, user = datetime.now(UTC), by_email(EMAIL)
        assert user is not None
        by, mine = actor(user, "web"), Occurrence.reservation.has(person_id=user.id)
        to_come = select(Occurrence.reservation_id).where(mine, Occurrence.starts_at > now)
        numbers = list(db.session.scalars(to_come))
        db.session.rollback()
        for n, number in enumerate(numbers):
            change(number, Edit(title=f"展示見学 {n}"), by=by, now=now)
            yield number
