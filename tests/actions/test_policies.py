"""Staff set the rules, and are told what they would have refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.policies import edit_policy
from booking.errors import Forbidden, Invalid, NotFound
from booking.extensions import db
from booking.models import AuditEntry, Centre, Policy, Resource
from booking.queries.policies import centre as the_centre
from booking.queries.policies import set_by
from booking.rules.interval import Interval
from tests import factories
from tests.factories import NOW, person, span
from tests.held import held
from tests.web.pages import Queries

HOURS = timedelta(hours=1)
AFTERNOONS = {str(day): [["13:00", "17:30"]] for day in range(1, 6)}
QUOTA = {"whose": "company", "measure": "number", "per": "week", "most": 1}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def edit(slug, preview=False, who="staff@example.jp", **values):
    return edit_policy(slug, by=person(who), now=NOW, values=values, preview=preview)


def resource(slug: str) -> Resource:
    db.session.rollback()
    return db.session.scalars(select(Resource).filter_by(slug=slug)).one()


def faults(slug, **values) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        edit(slug, **values)
    return {rule.field: rule.code for rule in refused.value.rules}


def test_a_space_without_a_policy_gets_one_that_says_only_that():
    edit("hall", max_duration=2 * HOURS)
    own = resource("hall").policy
    assert own.max_duration == 2 * HOURS and own.grid is None
    assert (set_by(resource("hall"), "max_duration"), set_by(resource("hall"), "grid")) == ("hall", "centre")
    assert set_by(resource("desk-1"), "max_duration") == "centre"


def test_only_what_is_named_changes_and_none_falls_through():
    edit("room", approval="always", visibility="full")
    edit("room", visibility=None)
    own = resource("room").policy
    assert (own.approval, own.visibility, own.setup_time) == ("always", None, timedelta(minutes=15))


def test_the_history_has_both_and_the_feeds_hear_of_it():
    before = {slug: resource(slug).changes for slug in ("room", "hall")}
    edit("room", setup_time=timedelta(minutes=30), opening_hours=AFTERNOONS)
    [entry] = db.session.scalars(select(AuditEntry))
    assert (entry.action, entry.subject, entry.actor_name) == ("edit_policy", "policy:room", "staff")
    assert (entry.before["setup_time"], entry.after["setup_time"]) == (900, 1800)
    assert (entry.before["opening_hours"], entry.after["opening_hours"]) == (None, AFTERNOONS)
    assert (resource("room").changes, resource("hall").changes) == (before["room"] + 1, before["hall"])
    edit(None, grid=timedelta(minutes=30))
    assert (resource("room").changes, resource("hall").changes) == (before["room"] + 2, before["hall"] + 1)
    assert the_centre().policy.grid == timedelta(minutes=30)


def test_a_preview_changes_nothing():
    edit("room", preview=True, max_duration=2 * HOURS)
    assert resource("room").policy.max_duration is None
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_resources_that_share_a_policy_change_together():
    shared = Policy()
    resource("hall")
    for slug in ("hall", "desk-1"):
        db.session.scalars(select(Resource).filter_by(slug=slug)).one().policy = shared
    db.session.commit()
    held(span(2, "10:00", "12:00"), at="desk-1")
    assert edit("hall", max_duration=HOURS).hits.count == 1
    assert resource("desk-1").policy.max_duration == HOURS


def test_only_staff_and_only_what_there_is():
    with pytest.raises(Forbidden):
        edit("room", who="sato@example.jp", grid=HOURS)
    with pytest.raises(NotFound):
        edit("nowhere", grid=HOURS)


@pytest.mark.parametrize(
    ("values", "fault"),
    [
        ({"grid": timedelta(0)}, ("grid", "span_not_between")),
        ({"grid": timedelta(seconds=90)}, ("grid", "whole_minutes")),
        ({"min_duration": timedelta(days=2)}, ("max_duration", "less_than_least")),
        ({"max_notice": timedelta(0), "min_notice": HOURS}, ("max_notice", "less_than_least")),
        ({"setup_time": -HOURS}, ("setup_time", "span_not_between")),
        ({"approval": "sometimes"}, ("approval", "unknown_answer")),
        ({"max_skipped_percent": 101}, ("max_skipped_percent", "not_between")),
        ({"answer_within_days": 0}, ("answer_within_days", "not_between")),
        ({"deputy_id": 10**6}, ("deputy_id", "not_staff")),
        ({"bookable_companies": [10**6]}, ("bookable_companies", "unknown_company")),
        ({"colour": "red"}, ("colour", "unknown_field")),
        ({"opening_hours": {"8": []}}, ("opening_hours.8", "unknown_field")),
        ({"opening_hours": {"1": [["9:00", "10:00"]]}}, ("opening_hours.1", "not_hours")),
        ({"opening_hours": {"1": [["10:00", "10:00"]]}}, ("opening_hours.1", "not_hours")),
        ({"opening_hours": {"1": [["23:00", "24:30"]]}}, ("opening_hours.1", "not_hours")),
        (
            {"opening_hours": {"1": [["09:00", "12:00"], ["11:00", "13:00"]]}},
            ("opening_hours.1", "hours_overlap"),
        ),
        (
            {"opening_hours": {"seasons": [{"first": "02-30", "last": "03-01", "week": {}}]}},
            ("opening_hours.seasons.0.first", "not_a_month_day"),
        ),
        ({"quotas": [QUOTA | {"per": "year"}]}, ("quotas.0.per", "unknown_answer")),
        ({"quotas": [QUOTA | {"most": 0}]}, ("quotas.0.most", "not_between")),
        ({"quotas": [QUOTA, QUOTA]}, ("quotas", "twice")),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_saved(values, fault):
    assert faults("room", **values) == dict([fault])
    assert db.session.scalars(select(AuditEntry)).all() == []


def test_all_faults_at_once():
    assert len(faults("room", grid=timedelta(0), approval="x", deputy_id=10**6)) == 3


def test_a_deputy_is_on_the_staff_and_in_service():
    staff = person("staff@example.jp").id
    edit("room", deputy_id=staff)
    assert resource("room").policy.deputy_id == staff
    assert faults("room", deputy_id=person("sato@example.jp").id) == {"deputy_id": "not_staff"}


def test_the_centre_needs_what_nothing_is_beneath():
    assert faults(None, grid=None) == {"grid": "needed_by_centre"}
    edit(None, quotas=[QUOTA])
    edit(None, quotas=None)
    assert db.session.get(Centre, 1).policy.quotas is None


def test_a_space_that_no_longer_agrees_with_the_centre_is_a_fault():
    edit("room", min_duration=2 * HOURS)
    assert faults(None, max_duration=HOURS) == {"max_duration": "less_than_least"}


def hits(slug, **values) -> list[tuple[int, list[str]]]:
    found = edit(slug, preview=True, **values).hits
    assert found.count == len(found.shown)
    return [(hit.occurrence.reservation_id, [rule.code for rule in hit.rules]) for hit in found.shown]


def test_what_the_new_rules_would_have_refused():
    short = held(span(2, "10:00", "11:00"))
    long = held(span(3, "09:00", "12:00"), status="tentative", who="kim@example.kr")
    held(span(4, "09:00", "12:00"), status="cancelled")
    held(span(2, "10:00", "16:00"), at="hall")
    assert hits("room", max_duration=2 * HOURS) == [(long, ["too_long"])]
    assert hits("room", opening_hours=AFTERNOONS) == [
        (short, ["outside_opening_hours"]),
        (long, ["outside_opening_hours"]),
    ]
    assert hits("room", bookable_by="local") == [(long, ["not_bookable_by_you"])]
    assert len(hits(None, opening_hours=AFTERNOONS)) == 3


def test_what_was_against_the_rules_before_is_no_news():
    held(span(5, "10:00", "11:00"))  # a Saturday, agreed with staff
    assert hits("room", opening_hours=AFTERNOONS) == []


def test_what_is_over_or_close_at_hand_is_left_alone():
    held(span(1, "08:45", "12:00"))  # it is 9:00
    held(span(2, "10:00", "11:00"))
    assert hits("room", max_duration=2 * HOURS, min_notice=timedelta(days=9)) == []


def test_holidays_that_close():
    edit(None, closed_on_holidays=False)
    new_year = held(span(1, "10:00", "11:00").moved_to(factories.at(1, "10:00").replace(year=2027, month=1)))
    assert hits("room", closed_on_holidays=True) == [(new_year, ["closed"])]


def test_the_earlier_of_two_keeps_its_place_in_a_quota():
    held(span(1, "08:45", "09:00"))  # begun: it counts, but is no hit
    first = held(span(2, "10:00", "11:00"))
    held(span(3, "10:00", "11:00"), who="kim@example.kr")
    second = held(span(4, "10:00", "11:00"), who="suzuki@example.jp")
    assert hits("room", quotas=[QUOTA | {"most": 2}]) == [(second, ["over_quota"])]
    assert hits("room", quotas=[QUOTA]) == [(first, ["over_quota"]), (second, ["over_quota"])]
    edit("room", quotas=[QUOTA | {"most": 2}])
    assert hits("room", quotas=[QUOTA]) == [(first, ["over_quota"])]


def test_two_meetings_at_one_time_count_twice():
    held(span(2, "10:00", "11:00"))
    held(span(2, "10:00", "11:00"), at="hall", who="suzuki@example.jp")
    assert len(hits(None, quotas=[QUOTA])) == 1


def test_the_first_200_are_listed_and_all_are_counted():
    quarter = timedelta(minutes=15)
    for day in range(7, 12):
        opens = factories.at(day, "08:45")
        held(*(Interval(opens + n * quarter, opens + (n + 1) * quarter) for n in range(35)))
    held(
        *(
            Interval(factories.at(14, "09:00") + n * HOURS, factories.at(14, "10:00") + n * HOURS)
            for n in range(8)
        )
    )
    held(
        *(
            Interval(factories.at(15, "09:00") + n * quarter, factories.at(15, "09:15") + n * quarter)
            for n in range(30)
        )
    )
    found = edit("room", preview=True, min_duration=HOURS).hits
    assert (found.count, len(found.shown)) == (205, 200)


def test_the_same_number_of_statements_however_much_there_is():
    by = person("staff@example.jp")

    def cost() -> int:
        with Queries() as queries:
            edit_policy(
                "room", by=by, now=NOW, values={"max_duration": HOURS, "quotas": [QUOTA]}, preview=True
            )
        return queries.count

    held(span(2, "10:00", "12:00"))
    one = cost()
    for day in (3, 4, 7, 8, 9):
        held(span(day, "10:00", "12:00"), who="kim@example.kr")
        held(span(day, "14:00", "16:00"))
    assert cost() == one
