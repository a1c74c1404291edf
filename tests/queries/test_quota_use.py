"""What is held of a quota: whose, where, in which states."""

import pytest
from sqlalchemy import select

from booking.extensions import db
from booking.models import Centre, Policy, Resource
from booking.queries.people import by_email
from booking.queries.policies import AS_TERMS, terms
from booking.queries.quota_use import broken_quotas, held_by, quota_scope
from booking.rules.policy import Booker
from tests import factories
from tests.factories import NOW, span
from tests.held import held
from tests.web.pages import Queries

MORNING, NOON, EVENING = span(2, "09:00", "10:00"), span(2, "12:00", "13:00"), span(2, "16:00", "17:00")
WEEK = span(1, "00:00", "23:59").widened(*[factories.timedelta(days=3)] * 2)
QUOTA = {"whose": "company", "measure": "hours", "per": "week", "most": 2}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def resource(slug: str) -> Resource:
    return db.session.scalars(select(Resource).filter_by(slug=slug).options(*AS_TERMS)).one()


def ids(*slugs: str) -> list[int]:
    return [resource(slug).id for slug in slugs]


def company() -> int:
    return by_email("sato@example.jp").company_id


def test_the_company_counts_all_its_people_a_person_only_themselves():
    held(MORNING)
    held(NOON, who="suzuki@example.jp", status="tentative")
    held(EVENING, who="kim@example.kr")
    assert held_by(company(), None, ids("room"), WEEK) == [MORNING, NOON]
    assert held_by(None, by_email("suzuki@example.jp").id, ids("room"), WEEK) == [NOON]


@pytest.mark.parametrize(
    "status", ["waitlisted", "cancelled", "declined", "expired", "withdrawn", "released"]
)
def test_what_holds_nothing_does_not_count(status):
    held(MORNING, status=status)
    assert held_by(company(), None, ids("room"), WEEK) == []


def test_only_these_spaces_and_a_date_moved_elsewhere_counts_there():
    moved = held(MORNING, NOON)
    db.session.scalars(select(Resource)).all()
    from booking.models import Occurrence

    one = db.session.scalars(
        select(Occurrence).filter_by(reservation_id=moved, starts_at=NOON.starts_at)
    ).one()
    one.space_id = ids("hall")[0]
    db.session.commit()
    assert held_by(company(), None, ids("room"), WEEK) == [MORNING]
    assert held_by(company(), None, ids("hall"), WEEK) == [NOON]
    assert held_by(company(), None, ids("room", "hall"), WEEK) == [MORNING, NOON]
    assert held_by(company(), None, ids("room"), WEEK, {one.id - 1, one.id}) == []


def test_candidate_dates_count_once_as_the_longest_wherever_it_lies():
    far = span(20, "09:00", "12:00")
    held(MORNING, NOON, far, status="tentative", choosing=True)
    assert held_by(company(), None, ids("room"), WEEK) == [far]


def test_one_statement_however_much_there_is():
    for day in range(1, 5):
        held(span(day, "09:00", "10:00"))
    here, whose = ids("room"), company()
    with Queries() as queries:
        assert len(held_by(whose, None, here, WEEK)) == 4
    assert queries.count == 1


def test_resources_that_state_no_quotas_share_the_centres():
    assert quota_scope(resource("room")) == quota_scope(resource("desk-1"))
    assert set(ids("room", "hall", "desk-1")) <= quota_scope(resource("hall"))
    own = Policy(quotas=[QUOTA])
    resource("room").policy = own
    resource("desk-1").policy = own
    db.session.commit()
    assert quota_scope(resource("room")) == set(ids("room", "desk-1"))
    assert quota_scope(resource("hall")).isdisjoint(ids("room", "desk-1"))


def judged(wanted, *slugs, who="sato@example.jp", **more):
    person, spaces = by_email(who), [resource(slug) for slug in slugs]
    booker = Booker(False, person.id, person.company_id, None)
    return broken_quotas(spaces, terms(spaces, WEEK), booker, wanted, NOW, **more)


def test_no_quota_no_statement():
    spaces = [resource("room")]
    known, booker = terms(spaces, WEEK), Booker(False, 1, 1, None)
    with Queries() as queries:
        assert broken_quotas(spaces, known, booker, [MORNING], NOW) == []
    assert queries.count == 0


def test_the_centres_quota_counts_all_spaces_together_and_two_spaces_once():
    db.session.get(Centre, 1).policy.quotas = [QUOTA]
    db.session.commit()
    held(MORNING, at="hall")
    assert judged([EVENING], "room") == []
    longer = span(2, "15:00", "17:00")
    [(which, rule)] = judged([longer], "room", "hall")
    assert (which, rule.code, rule.field) == (0, "over_quota", "starts_at")
    assert rule.values == {"case": "company:hours:week", "most": 2, "used": "1"}
    assert judged([longer], "room", who="kim@example.kr") == []


def test_a_quota_of_companies_is_none_for_a_person_without():
    db.session.get(Centre, 1).policy.quotas = [QUOTA]
    db.session.commit()
    assert judged([span(2, "09:00", "12:00")], "room", who="staff@example.jp") == []


def test_what_a_change_replaces_does_not_count_against_it():
    db.session.get(Centre, 1).policy.quotas = [QUOTA]
    db.session.commit()
    booked = held(span(2, "09:00", "11:00"))
    from booking.models import Occurrence

    [old] = db.session.scalars(select(Occurrence.id).filter_by(reservation_id=booked))
    assert judged([EVENING], "room") and judged([EVENING], "room", but=[old]) == []
