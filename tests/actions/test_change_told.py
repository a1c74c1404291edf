"""A change of which a time waits for staff: what is in force at once is told at once, as it is in force."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking.actions.approve import approve
from booking.actions.change import change
from booking.actions.decline import decline
from booking.extensions import db
from booking.models import AuditEntry
from booking.rules.requests import Edit, Invited
from tests import factories
from tests.actions.dates import (
    KIM,
    SATO,
    STAFF,
    WEEKLY,
    booking,
    dates,
    edited,
    facts,
    made,
    mails,
    messages,
    on,
    ruled,
    said,
    wall,
)
from tests.factories import NOW, person

GUEST, NEW, ADMIN = "li@example.tw", "rao@example.in", "admin@example.jp"
OLD_AND_NEW = (Invited(GUEST), Invited(NEW))
TO_STAFF = {(ADMIN, "change_to_approve", None), (STAFF, "change_to_approve", None)}
ASKED = TO_STAFF | {(SATO, "change_received", None)}


@pytest.fixture
def asking(app) -> int:
    """Sato's confirmed booking with a guest; from now on `room` wants approval."""
    factories.house()
    number = made(on(3), attendees=(Invited(GUEST),))
    ruled("room", approval="always")
    return number


def entries(number: int) -> int:
    return db.session.scalar(select(func.count()).where(AuditEntry.reservation_id == number))


def to_guests(since):
    """What attendees with a calendar were told: who, how, when it is, and by which SEQUENCE."""
    told = [m for m in messages(since) if m.method]
    return sorted(
        (m.recipient, m.kind, m.snapshot.facts["starts_at"][5:13], m.snapshot.facts["sequence"]) for m in told
    )


def test_only_a_time_is_told_to_staff_and_the_booker_alone(asking):
    before = said()
    edited(asking, interval=on(4))
    assert set(mails(before)) == ASKED


def test_who_is_invited_beside_it_is_invited_at_once_to_the_time_in_force(asking):
    before = said()
    edited(asking, interval=on(4), attendees=OLD_AND_NEW, title="More talks")
    assert set(mails(before)) > ASKED
    assert to_guests(before) == [
        (GUEST, "changed", "12-03T01", 0),
        (NEW, "invitation", "12-03T01", 0),
        (SATO, "changed", "12-03T01", 0),
    ]
    assert {told["title"] for told in facts(before)} == {"More talks"}


def test_granted_the_moved_date_is_an_update_for_all_of_them(asking):
    edited(asking, interval=on(4), attendees=OLD_AND_NEW)
    before = said()
    approve(asking, by=person(STAFF), now=NOW)
    assert to_guests(before) == [(who, "changed", "12-04T01", 1) for who in (GUEST, NEW, SATO)]


def test_declined_nothing_more_is_owed_to_them(asking):
    edited(asking, interval=on(4), attendees=OLD_AND_NEW)
    before = said()
    decline(asking, by=person(STAFF), now=NOW)
    assert mails(before) == [(SATO, "change_declined", None)]


@pytest.mark.parametrize(
    "more",
    [
        {"title": "Other"},
        {"description": "Bring it"},
        {"headcount": 5},
        {"second_title": "講演"},
        {"video": True},
    ],
)
def test_whatever_else_became_another_is_told(asking, more):
    before = said()
    edited(asking, interval=on(4), **more)
    assert [who for who, kind, *_ in to_guests(before) if kind == "changed"] == [GUEST, SATO]


@pytest.mark.parametrize("same", [{"title": "Talks"}, {"attendees": (Invited(GUEST),)}, {"video": False}])
def test_what_says_the_same_is_no_change(asking, same):
    before = said()
    edited(asking, interval=on(4), **same)
    assert set(mails(before)) == ASKED


def test_who_is_left_out_hears_so_and_the_rest_that_they_are_fewer(asking):
    before = said()
    edited(asking, interval=on(4), attendees=())
    assert set(mails(before)) - ASKED == {(GUEST, "cancelled", "CANCEL"), (SATO, "changed", "REQUEST")}


def test_one_date_of_a_series_with_a_title_of_its_own(app):
    factories.house()
    number = made(on(2), rrule=WEEKLY)
    ruled("room", approval="always")
    before = said()
    edited(number, scope="one", at=wall(9), interval=on(9, "14:00", "15:00"), title="Special")
    (told,) = [m.snapshot.facts for m in messages(before) if m.method]
    assert (told["recurrence_id"], told["title"]) == (wall(9), "Special")
    assert told["starts_at"] == "2026-12-09T01:00:00+00:00"


def test_a_series_is_told_by_the_rule_in_force(app):
    factories.house()
    number = made(on(2), rrule=WEEKLY)
    ruled("room", approval="always")
    before = said()
    edited(number, interval=on(3, "13:00", "14:00"), attendees=(Invited(NEW),))
    invited = next(m.snapshot.facts for m in messages(before) if m.recipient == NEW)
    assert (invited["dtstart"], invited["overrides"]) == (wall(2), [])
    before = said()
    approve(number, by=person(STAFF), now=NOW)
    moved = next(m.snapshot.facts for m in messages(before) if m.recipient == NEW)
    assert (moved["dtstart"], moved["overrides"]) == (wall(3, "13:00"), [])
    assert moved["sequence"] > invited["sequence"]


def test_a_series_only_of_which_the_time_waits_is_told_to_nobody(app):
    factories.house()
    number = made(on(2), rrule=WEEKLY, attendees=(Invited(GUEST),))
    ruled("room", approval="always")
    before = said()
    edited(number, interval=on(3, "13:00", "14:00"))
    assert set(mails(before)) == ASKED


@pytest.mark.parametrize("rule", ["", WEEKLY])
def test_an_edit_that_changes_nothing_is_told_to_nobody(app, rule):
    factories.house()
    number = made(on(3), attendees=(Invited(GUEST),), rrule=rule)
    before, revision, noted = said(), booking(number).revision, entries(number)
    changed = edited(number, title=booking(number).title, interval=on(3), attendees=(Invited(GUEST),))
    assert changed.reservation.id == number and not changed.split
    assert mails(before) == [] and booking(number).revision == revision and entries(number) == noted
    edited(number, title="Another")
    assert mails(before) != [] and booking(number).revision == revision + 1


def test_nor_is_one_of_a_series_that_has_begun(app):
    factories.house()
    number = made(on(3), attendees=(Invited(GUEST),), rrule=WEEKLY)
    before, later = said(), NOW + timedelta(days=8)
    same = change(number, Edit(title=booking(number).title), by=person(SATO), now=later)
    assert same.reservation.id == number and not same.split
    assert mails(before) == [] and len(booking(number).occurrences) == 4
    another = change(number, Edit(title="Another"), by=person(SATO), now=later)
    assert another.split and len(booking(number).occurrences) == 1


def test_another_time_to_wait_for_is_a_change(app):
    factories.house()
    made(on(11), who=KIM)
    number = made(on(4), rrule="FREQ=WEEKLY;COUNT=2", on_conflict="waitlist", attendees=(Invited(GUEST),))
    later = NOW + timedelta(days=8)
    changed = change(number, Edit(interval=on(12)), by=person(SATO), now=later)
    assert changed.split and dates(changed.reservation.id) == {wall(12): ("waitlisted", "12-12 10:00-11:00")}
