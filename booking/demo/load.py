"""The demo centre into an empty database. Its bookings are made at the desk, by its rules, at past times."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.demo import furnish, keep_history_silent
from booking.demo.bookings import APPROVED, BUSINESS, CANCELLED, PLAN, WAITING, Planned
from booking.demo.calendar import around, asked_at, interval, open_days
from booking.demo.centre import TZID, centre, closures
from booking.demo.people import people
from booking.demo.reasons import standard_reasons
from booking.demo.spaces import equipment, spaces
from booking.extensions import db
from booking.models import Reservation, Resource
from booking.permissions import ADMINISTRATOR, Actor
from booking.queries.people import actor, by_email
from booking.queries.policies import terms
from booking.rules.requests import FAIL, SKIP, WAIT, BookingRequest
from booking.rules.wall import local

LOADER = Actor(None, "demo", "", ADMINISTRATOR, "cli")
HOURS = timedelta(hours=1)


def load(now: datetime) -> None:
    """The same for every `now` of one day. Raises WrongState in a used database."""
    today = local(now, TZID).date()
    rows = [*closures(today), *spaces(), *equipment(), *people(), *standard_reasons()]
    furnish([centre(), *rows], by=LOADER, now=now)
    days = _open_days(today)
    planned = [(asked_at(one, days[one.day], now), days[one.day], one) for one in PLAN]
    for asked, day, one in sorted(planned, key=lambda each: each[0]):
        _make(one, day, asked)
    keep_history_silent(now=now)


def _open_days(today: date) -> dict[int, date]:
    space = db.session.scalars(select(Resource).where(Resource.slug == BUSINESS)).one()
    return open_days(today, terms([space], around(today))[space.id])


def _make(planned: Planned, day: date, asked: datetime) -> None:
    by = _person(planned.by, "phone" if planned.booked_for else "web")
    made = book(_request(planned, day), by=by, now=asked)
    if planned.then in THEN:
        THEN[planned.then](made, by, asked + 3 * HOURS)


def _approve(made: Reservation, by: Actor, now: datetime) -> None:
    approve(made.id, by=_person("staff@example.jp", "web"), now=now)


def _cancel(made: Reservation, by: Actor, now: datetime) -> None:
    cancel(made.id, by=by, now=now)


THEN: dict[str, Callable[[Reservation, Actor, datetime], None]] = {APPROVED: _approve, CANCELLED: _cancel}


def _person(email: str, door: str) -> Actor:
    found = by_email(email)
    assert found is not None
    return actor(found, door)


def _request(planned: Planned, day: date) -> BookingRequest:
    answers = {"purpose": planned.purpose, "interpreter": planned.interpreter}
    title, _, second = planned.title.partition(" / ")
    return BookingRequest(
        spaces=(planned.space,),
        title=title,
        second_title=second,
        interval=interval(planned, day),
        tzid=TZID,
        equipment=planned.equipment,
        attendees=planned.attendees,
        headcount=planned.headcount,
        description=planned.description,
        answers={question: answer for question, answer in answers.items() if answer},
        booked_for=planned.booked_for,
        rrule=planned.rrule,
        on_conflict=WAIT if planned.then == WAITING else SKIP if planned.rrule else FAIL,
    )
