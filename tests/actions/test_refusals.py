"""What is written down of a refusal."""

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from booking.actions.book import book
from booking.actions.purge import purge
from booking.actions.refusals import refusal_row
from booking.errors import BrokenRule, Invalid, OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import Refusal
from booking.rule_words import of_refused, of_rule
from booking.rules.availability import Conflict
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.held import held

SHORT = BrokenRule("too_short", "ends_at", {"min_duration": timedelta(minutes=30)})
HOURS = BrokenRule("outside_opening_hours", "starts_at", {"hours": ((525, 1050),)})
CLOSED = BrokenRule("closed", "starts_at", {"reason": {"en": "Cleaning"}})
CERTAIN = BrokenRule("not_bookable_by_you", "space", {"case": "companies"})


@pytest.fixture(autouse=True)
def centre(app):
    factories.house(min_duration=timedelta(minutes=30))


def noted(error, **wished) -> Refusal:
    db.session.add(refusal_row(error, wish(**wished), person("kim@example.kr", "api"), NOW))
    db.session.commit()
    return db.session.scalars(select(Refusal)).one()


def test_each_rule_with_where_it_is_set():
    row = noted(OutOfPolicy([SHORT, HOURS, CLOSED, CERTAIN]))
    assert (row.at, row.actor_name, row.door, row.code) == (NOW, "kim", "api", "policy")
    assert row.company_id is not None
    assert [(r["code"], r["setting"], r["resource"], r["set_by"]) for r in row.rules] == [
        ("too_short", "min_duration", "room", "room"),
        ("outside_opening_hours", "opening_hours", "room", "centre"),
        ("closed", "", "room", ""),
        ("not_bookable_by_you", "bookable_companies", "room", "centre"),
    ]
    assert row.request["spaces"] == ["room"]
    assert row.request["starts_at"] == "2026-12-02T01:00:00+00:00"


def test_of_two_spaces_each_policy_that_may_have_said_it():
    row = noted(OutOfPolicy([SHORT]), spaces=("hall", "room"))
    assert {(r["resource"], r["set_by"]) for r in row.rules} == {("room", "room"), ("hall", "centre")}


def test_a_taken_slot_names_what_was_taken():
    conflicts = [
        Conflict(slug, recurrence_id=date) for slug, date in (("room", "a"), ("room", "b"), ("unit", "a"))
    ]
    row = noted(SlotTaken(conflicts))
    assert [(r["code"], r["resource"]) for r in row.rules] == [("slot_taken", "room"), ("slot_taken", "unit")]
    with force_locale("en"):
        assert "taken" in of_refused(row.rules[0])


def test_what_is_kept_can_be_said_again_in_words():
    row = noted(OutOfPolicy([SHORT, HOURS, CLOSED]))
    with force_locale("en"):
        assert [of_refused(rule) for rule in row.rules] == [of_rule(rule) for rule in (SHORT, HOURS, CLOSED)]
        assert of_refused({"code": "of_an_older_version", "field": ""}) == "This cannot be done."


def test_the_desk_notes_what_it_refuses():
    held(span(2, "10:00", "11:00"))
    kim = person("kim@example.kr")
    for wished in (wish(), wish(span(3, "10:00", "10:15"))):
        with pytest.raises((SlotTaken, OutOfPolicy)):
            book(wished, by=kim, now=NOW)
        with pytest.raises((SlotTaken, OutOfPolicy)):
            book(wished, by=kim, now=NOW, preview=True)
    with pytest.raises(Invalid):
        book(wish(title=""), by=kim, now=NOW)
    codes = [
        [rule["code"] for rule in row.rules]
        for row in db.session.scalars(select(Refusal).order_by(Refusal.id))
    ]
    assert codes == [["slot_taken"], ["too_short"]]


def test_it_is_forgotten_with_the_mail():
    noted(OutOfPolicy([SHORT]))
    keep = timedelta(days=30)
    assert purge(now=NOW + keep, keep_messages=keep, window=timedelta(minutes=15)) == 0
    assert purge(now=NOW + keep + timedelta(seconds=1), keep_messages=keep, window=timedelta(minutes=15)) == 1
