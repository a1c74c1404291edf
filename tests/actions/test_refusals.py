"""What is written down of a refusal."""

from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from booking.actions.purge import purge
from booking.actions.refusals import note_refusal
from booking.errors import BrokenRule, Invalid, OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import Refusal
from booking.rules.availability import Conflict
from booking.rules.kept import told
from booking.wording import of_rule
from tests import factories
from tests.factories import NOW, person, wish

SHORT = BrokenRule("too_short", "ends_at", {"min_duration": timedelta(minutes=30)})
HOURS = BrokenRule("outside_opening_hours", "starts_at", {"hours": ((525, 1050),)})
CLOSED = BrokenRule("closed", "starts_at", {"reason": {"en": "Cleaning"}})


@pytest.fixture(autouse=True)
def centre(app):
    factories.house(min_duration=timedelta(minutes=30))


def noted(error, **wished) -> list[Refusal]:
    note_refusal(error, wish(**wished), by=person("kim@example.kr", "api"), now=NOW)
    return list(db.session.scalars(select(Refusal)))


def test_each_rule_with_where_it_is_set():
    [row] = noted(OutOfPolicy([SHORT, HOURS, CLOSED]))
    assert (row.at, row.actor_name, row.door, row.code) == (NOW, "kim", "api", "policy")
    assert row.company_id is not None
    assert [(r["code"], r["setting"], r["resource"], r["set_by"]) for r in row.rules] == [
        ("too_short", "min_duration", "room", "room"),
        ("outside_opening_hours", "opening_hours", "room", "centre"),
        ("closed", "", "room", ""),
    ]
    assert row.request["spaces"] == ["room"]
    assert row.request["starts_at"] == "2026-12-02T01:00:00+00:00"


def test_of_two_spaces_each_policy_that_may_have_said_it():
    [row] = noted(OutOfPolicy([SHORT]), spaces=("hall", "room"))
    assert {(r["resource"], r["set_by"]) for r in row.rules} == {("room", "room"), ("hall", "centre")}


def test_a_taken_slot_names_what_was_taken():
    conflicts = [
        Conflict("room", recurrence_id="a"),
        Conflict("room", recurrence_id="b"),
        Conflict("projector"),
    ]
    [row] = noted(SlotTaken(conflicts))
    assert [(r["code"], r["resource"]) for r in row.rules] == [
        ("slot_taken", "room"),
        ("slot_taken", "projector"),
    ]


def test_what_is_kept_can_be_said_again_in_words():
    [row] = noted(OutOfPolicy([SHORT, HOURS, CLOSED]))
    with force_locale("en"):
        assert [of_rule(told(rule)) for rule in row.rules] == [
            of_rule(rule) for rule in (SHORT, HOURS, CLOSED)
        ]


def test_other_refusals_are_not_kept():
    assert noted(Invalid([SHORT])) == []


def test_a_failure_to_note_is_not_heard(app):
    nobody = person("kim@example.kr")
    gone = type(nobody)(10**6, "x", "x@example.org", "member", "web")
    note_refusal(OutOfPolicy([SHORT]), wish(), by=gone, now=NOW)
    assert list(db.session.scalars(select(Refusal))) == []


def test_it_is_forgotten_with_the_mail():
    noted(OutOfPolicy([SHORT]))
    keep = timedelta(days=30)
    assert purge(now=NOW + keep, keep_messages=keep, window=timedelta(minutes=15)) == 0
    assert purge(now=NOW + keep + timedelta(seconds=1), keep_messages=keep, window=timedelta(minutes=15)) == 1
