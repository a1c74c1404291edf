"""What the mails of a change, and the history, say of what was before."""

import pytest
from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.award import award
from booking.actions.decline import decline
from booking.actions.move_away import move_away
from booking.extensions import db
from booking.models import Resource
from booking.queries.bookings import history
from booking.rules.changes import changes
from booking.rules.requests import Invited
from tests import factories
from tests.actions.dates import (
    DAILY,
    KIM,
    SATO,
    STAFF,
    WEEKLY,
    booking,
    edited,
    facts,
    made,
    mails,
    messages,
    on,
    one,
    ruled,
    said,
    wall,
)
from tests.factories import NOW, person

GUEST, OTHER = "li@example.tw", "rao@example.in"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def series(**more):
    return made(on(2), rrule=WEEKLY, attendees=(Invited(GUEST),), **more)


def later(number, **more):
    edit = {"interval": on(9, "14:00", "15:00")} | more
    return edited(number, scope="following", at=wall(9), **edit).reservation.id


def slot(day, hour, *slugs):
    """An hour of December from `hour` UTC."""
    begins, ends = (f"2026-12-{day:02}T{at:02}:00:00+00:00" for at in (hour, hour + 1))
    return {"starts_at": begins, "ends_at": ends, "spaces": [named(slug) for slug in slugs]}


def named(slug):
    return {"names": db.session.scalars(select(Resource).filter_by(slug=slug)).one().names}


def entries(number):
    return [(entry.action, changes(entry.before, entry.after)) for entry in history(number)]


def test_a_split_tells_those_who_have_the_series_of_a_change_and_new_people_of_an_invitation():
    number, before = series(), said()
    other = later(number, attendees=(Invited(GUEST), Invited(OTHER)))
    told = sorted((m.reservation_id == number, m.recipient, m.kind, m.method) for m in messages(before))
    assert told == [
        (False, GUEST, "changed", "REQUEST"),
        (False, OTHER, "invitation", "REQUEST"),
        (False, SATO, "changed", "REQUEST"),
        (True, GUEST, "changed", "REQUEST"),
        (True, SATO, "changed", "REQUEST"),
    ]
    edited(other, title="Once more")
    assert {kind for _, kind, _ in mails(before)} == {"changed", "invitation"}


def test_each_part_of_a_split_says_what_became_of_it():
    number, before = series(), said()
    later(number)
    ends, begins = (next(f for f in facts(before) if name in f) for name in ("goes_on", "continues"))
    assert ends["goes_on"] == slot(9, 5, "room") | {
        "last": {"starts_at": "2026-12-02T01:00:00+00:00", "ends_at": "2026-12-02T02:00:00+00:00"},
        "rrule": "FREQ=WEEKLY;COUNT=3",
        "dtstart": wall(9, "14:00"),
        "duration": 3600,
        "title": booking(number).title,
        "invited": [SATO, GUEST],
    }
    assert begins["continues"] == {"since": "2026-12-09T01:00:00+00:00", "asked": False}
    assert begins["before"] == {
        "rrule": WEEKLY, "dtstart": wall(2), "duration": 3600, "spaces": [named("room")],
    }  # fmt: skip
    assert begins["moved_count"] == 3
    assert begins["moved"][0] == slot(9, 5, "room") | {"was": slot(9, 1, "room")}


def test_who_is_left_out_of_the_part_that_goes_on_hears_only_of_the_end():
    number, before = series(), said()
    later(number, attendees=())
    assert [(m.reservation_id, m.kind) for m in messages(before) if m.recipient == GUEST] == [
        (number, "changed")
    ]
    ends = next(f for f in facts(before) if "goes_on" in f)
    assert ends["goes_on"]["invited"] == [SATO]


def test_a_split_that_waits_for_staff_is_sent_to_every_calendar_all_the_same():
    """The old part ends in them, and what goes on has another UID."""
    number = series()
    ruled("room", approval="always")
    before = said()
    other = later(number)
    told = {(m.recipient, m.kind) for m in messages(before) if m.reservation_id == other}
    assert told >= {(SATO, "changed"), (GUEST, "changed"), (SATO, "change_received")}
    begins = next(f for f in facts(before) if "continues" in f)
    assert begins["continues"]["asked"] and "moved" not in begins


def test_a_series_moved_as_a_whole_names_ten_dates_and_counts_the_rest():
    number, before = made(on(2), rrule="FREQ=WEEKLY;COUNT=12;BYDAY=MO,TU,WE,TH,FR"), said()
    edited(number, interval=on(2, "14:00", "15:00"))
    (told,) = facts(before)
    assert (len(told["moved"]), told["moved_count"]) == (10, 12)
    assert told["moved"][9]["was"] == slot(15, 1, "room")


def test_a_series_in_another_space_says_so_once():
    number, before = made(on(2), rrule=DAILY), said()
    edited(number, spaces=("hall",))
    (told,) = facts(before)
    assert "moved" not in told and told["before"]["spaces"] == [named("room")]


def test_one_date_and_a_single_booking_name_the_old_place():
    number, single, before = made(on(2), rrule=DAILY), made(on(21)), said()
    edited(number, scope="one", at=wall(3), interval=on(3, "14:00", "15:00"), spaces=("hall",))
    edited(single, interval=on(22))
    edited(single, spaces=("hall",))
    was = [slot(3, 1, "room"), slot(21, 1, "room"), slot(22, 1, "room")]
    assert [told["was"] for told in facts(before)] == was


def test_a_request_for_a_change_names_the_wish_and_is_no_change_in_the_history():
    number = made(on(2))
    ruled("room", approval="always")
    before = said()
    edited(number, interval=on(3))  # the booker and two of the staff
    assert [told["wanted"] for told in facts(before)] == [slot(3, 1, "room")] * 3
    before = said()
    decline(number, by=person(STAFF), now=NOW, reason="Cleaning")
    assert [told["wanted"] for told in facts(before)] == [slot(3, 1, "room")]
    edited(number, interval=on(4))
    before = said()
    approve(number, by=person(STAFF), now=NOW)
    assert [told["was"] for told in facts(before)] == [slot(2, 1, "room")]
    assert [(action, [c.what for c in found]) for action, found in entries(number)] == [
        ("book", []),
        ("request_change", ["asked"]),
        ("decline", ["asked"]),
        ("request_change", ["asked"]),
        ("approve", ["time"]),
    ]


def test_several_dates_granted_are_told_one_by_one():
    number = made(on(2), rrule=DAILY)
    ruled("room", approval="always")
    edited(number, interval=on(2, "14:00", "15:00"))
    before = said()
    approve(number, by=person(STAFF), now=NOW)
    (told,) = facts(before)
    assert [date["was"]["starts_at"][8:13] for date in told["moved"]] == ["02T01", "03T01", "04T01"]


def test_who_makes_way_is_told_where_from_where_to_and_why():
    ruled("room", min_duration=None)
    holder = made(on(3), spaces=("desk-1",))
    waiting = made(on(3), who=KIM, spaces=("desk-1",), on_conflict="waitlist")
    before = said()
    award(waiting, by=person(STAFF), now=NOW, reason="The mayor comes")
    told = next(f for f in facts(before) if f["reservation_id"] == holder)
    assert told["was"] == slot(3, 1, "desk-1") and told["spaces"][0]["slug"] == "desk-2"
    assert (told["made_way"], told["reason"]) == (True, "The mayor comes")


def test_several_dates_moved_away_are_told_one_by_one():
    number, before = made(on(2), rrule=DAILY), said()
    dates = [one(number, wall(day)).id for day in (2, 3)]
    move_away(dates, by=person(STAFF), now=NOW, reason="Works")
    (told,) = facts(before)
    assert [date["was"] for date in told["moved"]] == [slot(2, 1, "room"), slot(3, 1, "room")]


def test_the_history_of_a_booking_says_what_became_another():
    number = made(on(2), attendees=(Invited(GUEST),), headcount=2)
    edited(number, title="Other", interval=on(3), headcount=3, attendees=(Invited(OTHER),))
    (_, found) = entries(number)[-1]
    assert [(c.what, c.new) for c in found if c.what != "time"] == [
        ("title", "Other"),
        ("headcount", 3),
        ("people", None),
        ("people", {"email": OTHER, "name": ""}),
    ]
    assert next(c.old["starts_at"] for c in found if c.what == "time") == "2026-12-02T01:00:00+00:00"
