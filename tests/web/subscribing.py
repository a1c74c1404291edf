"""Bookings, and what calendar programs find at the address of a feed."""

from datetime import UTC, datetime, timedelta

import icalendar
import recurring_ical_events
from sqlalchemy import event, select

from booking import clock
from booking.actions.book import book
from booking.actions.feeds import make_feed
from booking.extensions import db
from booking.models import Occurrence
from booking.rules.lifecycle import HOLDING
from tests.factories import NOW, person, wish


def address(email: str, subject: str = "space", level: str = "busy", space: str = "room") -> tuple[str, int]:
    space = space if subject == "space" else ""
    secret, token_id = make_feed(by=person(email), now=NOW, subject=subject, space=space, level=level)
    return f"/feeds/{secret}.ics", token_id


def booked(interval=None, email: str = "sato@example.jp", **values) -> int:
    request = wish(interval, **values)
    return book(request, by=person(email), now=clock.now(), answer=lambda made: made.id)


def events(response):
    assert response.status_code == 200, response.text
    return icalendar.Calendar.from_ical(response.data).walk("VEVENT")


def queries(call) -> tuple[object, list[str]]:
    seen: list[str] = []
    listen = lambda conn, cursor, statement, *rest: seen.append(statement)  # noqa: E731
    engine = db.engine
    event.listen(engine, "before_cursor_execute", listen)
    try:
        return call(), [s for s in seen if not s.startswith(("BEGIN", "PRAGMA"))]
    finally:
        event.remove(engine, "before_cursor_execute", listen)


def meetings(response) -> list[tuple[datetime, datetime]]:
    """Start and end of each, as a reader works them out."""
    assert response.status_code == 200, response.text
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(response.data))
    dates = found.between(NOW - timedelta(days=400), NOW + timedelta(days=800))
    return sorted((one["DTSTART"].dt.astimezone(UTC), one["DTEND"].dt.astimezone(UTC)) for one in dates)


def held(*numbers: int) -> list[tuple[datetime, datetime]]:
    """The same of these bookings (ids), by the database."""
    rows = select(Occurrence.starts_at, Occurrence.ends_at)
    rows = rows.where(Occurrence.reservation_id.in_(numbers), Occurrence.status.in_(HOLDING))
    found = sorted((begins, ends) for begins, ends in db.session.execute(rows))
    db.session.rollback()
    return found
