"""Blackouts and special days: whose they are, and which word stands."""

from datetime import date

import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.models import Blackout, Resource, SpecialDay
from booking.queries.availability import facts
from booking.queries.policies import AS_TERMS, terms
from booking.rules.interval import Interval
from booking.web.lines import opening
from tests import factories
from tests.factories import at, span
from tests.rules.test_closures import CULTURE_DAY
from tests.web.pages import Queries

HOLIDAY, WORKDAY = date(2026, 11, 3), date(2026, 11, 4)
AROUND = Interval(at(3, "00:00", 11), at(5, "00:00", 11))


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def resource(slug: str) -> Resource:
    return db.session.scalars(select(Resource).filter_by(slug=slug).options(*AS_TERMS)).one()


def told(slug: str | None, on: date, open: bool, **reason: str) -> None:
    db.session.add(
        SpecialDay(resource_id=resource(slug).id if slug else None, on=on, open=open, reason=reason)
    )
    db.session.commit()


def closures(slug: str) -> list[tuple[Interval, dict]]:
    space = resource(slug)
    return [(c.interval, dict(c.reason)) for c in terms([space], AROUND)[space.id].closures]


def on_the_page(slug: str, day: date) -> bool:
    """Whether the table shows any of the day as open."""
    [space] = [s for s in facts(AROUND).spaces if s.slug == slug]
    return bool(opening(space, day)[0])


def test_a_holiday_opens_for_the_one_that_says_so():
    assert [reason for _, reason in closures("room")] == [CULTURE_DAY]
    told("room", HOLIDAY, True)
    assert closures("room") == [] and len(closures("hall")) == 1
    assert on_the_page("room", HOLIDAY) and not on_the_page("hall", HOLIDAY)


def test_the_resources_own_word_comes_before_the_centres():
    told(None, HOLIDAY, True)
    told(None, WORKDAY, False, en="Move")
    told("room", HOLIDAY, False, en="Paint")
    told("room", WORKDAY, True)
    assert closures("hall") == [(Interval(at(4, "00:00", 11), at(5, "00:00", 11)), {"en": "Move"})]
    assert closures("room") == [(Interval(at(3, "00:00", 11), at(4, "00:00", 11)), {"en": "Paint"})]
    assert (on_the_page("hall", HOLIDAY), on_the_page("hall", WORKDAY)) == (True, False)
    assert (on_the_page("room", HOLIDAY), on_the_page("room", WORKDAY)) == (False, True)


def test_a_blackout_stands_on_a_day_that_opens():
    told("room", HOLIDAY, True)
    dark = span(3, "10:00", "11:00").moved_to(at(3, "10:00", 11))
    db.session.add(Blackout(starts_at=dark.starts_at, ends_at=dark.ends_at, reason={"en": "Fire drill"}))
    db.session.commit()
    assert closures("room") == [(dark, {"en": "Fire drill"})]


def test_a_saturday_that_opens_shows_as_open_and_a_part_that_closes_closes_its_whole():
    saturday = date(2026, 12, 5)
    assert not on_the_page("room", saturday)
    db.session.add(SpecialDay(on=saturday, open=True, hours=[["09:00", "12:00"]]))
    dark = {"starts_at": at(4, "00:00"), "ends_at": at(5, "00:00")}
    db.session.add(Blackout(resource_id=resource("desk-1").id, **dark))
    db.session.commit()
    around = Interval(at(1, "00:00"), at(7, "00:00"))
    spaces = {space.slug: space for space in facts(around).spaces}
    assert opening(spaces["room"], saturday)[0] == [span(5, "09:00", "12:00")]
    friday = {slug: bool(opening(space, date(2026, 12, 4))[0]) for slug, space in spaces.items()}
    assert friday == {"room": True, "hall": False, "desk-1": False, "desk-2": True}


def test_a_part_that_is_closed_on_a_day_closes_its_whole_then():
    told("desk-1", WORKDAY, False, en="Paint")
    told("hall", WORKDAY, True)
    day = Interval(at(4, "00:00", 11), at(5, "00:00", 11))
    for slug in ("hall", "desk-1"):
        assert (day, {"en": "Paint"}) in closures(slug)
    assert [on_the_page(slug, WORKDAY) for slug in ("hall", "desk-1", "desk-2")] == [False, False, True]


def test_however_much_is_closed_the_number_of_statements_is_the_same():
    def asked() -> tuple[int, int]:
        space = resource("room")
        with Queries() as of_terms:
            terms([space], AROUND)
        with Queries() as of_facts:
            facts(AROUND)
        return of_terms.count, of_facts.count

    before = asked()
    for day in range(1, 20):
        told("room", date(2026, 11, day), False)
        told(None, date(2026, 11, day), True)
    assert asked() == before and before[1] == 1
