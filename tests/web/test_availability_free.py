"""Whatever a page shows as free can be booked, by everybody who may book."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.errors import BookingError
from booking.extensions import db
from booking.models import Occurrence, Policy, Resource
from booking.rules.interval import Interval
from booking.rules.lifecycle import CANCELLED
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.test_availability import rows

WHO = ("sato@example.jp", "kim@example.kr", "staff@example.jp")
SPACES = ("room", "hall", "desk-1")
MINUTES = st.sampled_from([0, 10, 15, 40])
QUARTERS = st.integers(0, 33)


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


def hold(slug: str, quarter: int, lasts: int) -> None:
    begins = at(2, "8:45") + quarter * timedelta(minutes=15)
    meeting = Interval(begins, min(begins + lasts * timedelta(minutes=15), at(2, "17:30")))
    answers = {"purpose": "talks"} if slug == "room" else {}
    try:
        book(wish(meeting, spaces=(slug,), answers=answers), by=person(WHO[0]), now=NOW)
    except BookingError:
        db.session.rollback()


def prepare(slug: str, **minutes: int) -> None:
    space = db.session.scalars(select(Resource).filter_by(slug=slug)).one()
    space.policy = space.policy or Policy()
    for name, value in minutes.items():
        setattr(space.policy, name, timedelta(minutes=value))
    db.session.commit()


def shortest(client) -> list[tuple[str, Interval]]:
    """Of every start that the page offers, the shortest meeting."""
    shown = rows(client)
    asked = [
        parse_qs(urlsplit(c["href"]).query) for slug in SPACES for c in shown[slug] if c["class"] == "free"
    ]
    begins = [(a["space"][0], at(2, a["starts_at"][0][11:])) for a in asked]
    return [(slug, Interval(at_, at_ + LEAST)) for slug, at_ in begins]


LEAST = timedelta(minutes=30)
TAKEN = st.tuples(st.sampled_from(SPACES), QUARTERS, st.integers(2, 8))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(taken=st.lists(TAKEN, min_size=1, max_size=5), buffers=st.tuples(*[MINUTES] * 4))
def test_every_start_that_is_shown_free_can_be_booked(client, taken, buffers):
    standing = select(Occurrence.reservation_id).where(Occurrence.status != CANCELLED)
    for id in db.session.scalars(standing).all():
        cancel(id, by=person(WHO[2]), now=NOW)
    prepare("room", setup_time=buffers[0], teardown_time=buffers[1], min_duration=30)
    prepare("hall", setup_time=0, teardown_time=buffers[1], min_duration=30)
    prepare("desk-1", setup_time=buffers[2], teardown_time=buffers[3], min_duration=30)
    for one in taken:
        hold(*one)
    offered = shortest(client)
    assert offered
    for n, (slug, interval) in enumerate(offered):
        answers = {"purpose": "talks"} if slug == "room" else {}
        request = wish(interval, spaces=(slug,), answers=answers)
        assert book(request, by=person(WHO[n % len(WHO)]), now=NOW, preview=True)


def test_what_preparation_forbids_is_not_offered_and_says_so(client):
    prepare("desk-1", teardown_time=30)
    book(wish(span(2, "11:00", "12:00"), spaces=("hall",), answers={}), by=person(WHO[0]), now=NOW)
    shown = {c["text"].split("–")[0]: c["class"] for c in rows(client)["desk-1"]}
    assert shown["10:30"] == shown["12:00"] == "preparation"
    whole = [(c["class"], c["columns"]) for c in rows(client)["hall"]]
    assert ("preparation", 2) in whole


def test_what_is_too_short_says_so(client):
    prepare("hall", min_duration=60)
    for begins, ends in (("9:00", "10:00"), ("10:30", "11:30")):
        book(wish(span(2, begins, ends), spaces=("hall",), answers={}), by=person(WHO[0]), now=NOW)
    short = [c["text"] for c in rows(client)["hall"] if c["class"] == "short"]
    assert short == ["8:45–9:00Too short to book", "10:00–10:30Too short to book"]
