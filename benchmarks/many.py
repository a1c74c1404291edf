"""A year full of bookings, made by the desk itself."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from benchmarks.centre import Centre
from booking.rules.interval import Interval
from booking.rules.requests import BookingRequest, Invited


def feed_of(house: Centre, events: int) -> str:
    """The secret of a feed of one person's own bookings, of so many events within the coming year."""
    os.environ.update(house.environ)
    from booking.actions.book import book
    from booking.actions.feeds import make_feed
    from booking.app import create_app
    from booking.errors import BookingError
    from booking.queries.people import actor, by_email

    with create_app().app_context():
        now, made = datetime.now(UTC), 0
        user = by_email("staff@example.jp")
        assert user is not None
        by = actor(user, "web")
        for request in _requests(now):
            try:
                book(request, by=by, now=now)
                made += 1
            except BookingError:
                continue
            if made == events:
                return make_feed(by=by, now=now, subject="me")[0]
    raise SystemExit("a year is not long enough")


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
        now, user = datetime.now(UTC), by_email("staff@example.jp")
        assert user is not None
        by, mine = actor(user, "web"), Occurrence.reservation.has(person_id=user.id)
        to_come = select(Occurrence.reservation_id).where(mine, Occurrence.starts_at > now)
        numbers = list(db.session.scalars(to_come))
        db.session.rollback()
        for n, number in enumerate(numbers):
            change(number, Edit(title=f"展示見学 {n}"), by=by, now=now)
            yield number


def _requests(now: datetime) -> Iterator[BookingRequest]:
    people = tuple(Invited(f"guest{n}@example.jp", f"来訪者{n}") for n in range(3))
    for day in range(2, 350):
        for quarter in range(0, 34):
            at = datetime.combine(now.date() + timedelta(days=day), time(0), UTC) + timedelta(
                minutes=15 * quarter
            )
            yield BookingRequest(
                spaces=("daejeon-information-corner",),
                title="展示見学",
                interval=Interval(at, at + timedelta(minutes=15)),
                tzid="Asia/Tokyo",
                attendees=people,
            )
