"""What is typed, as a request; without a database."""

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from booking.errors import BrokenRule, Invalid, SlotTaken
from booking.forms.onward import at_another_time
from booking.forms.reservation import reservation_form
from booking.permissions import MEMBER, STAFF, Actor
from booking.queries.choices import Choices, Equipment, Space
from booking.rules.availability import Alternative
from booking.rules.interval import Interval
from booking.rules.questions import CHOICE, NUMBER, TEXT, YES_NO, Question
from booking.rules.requests import BookedFor, Invited, Override

QUESTIONS = (
    Question("purpose", CHOICE, {"en": "Purpose"}, True, {"talks": {"en": "Talks"}}),
    Question("cars", NUMBER, {"en": "Cars"}),
    Question("data", YES_NO, {"en": "Lunch"}),
    Question("errors", TEXT, {"en": "Anything else"}),
)
OFFERED = Choices(
    (
        Space("room", {"en": "Room"}, "Asia/Tokyo", 24, 8, QUESTIONS),
        Space("hall", {"en": "Hall"}, "Europe/Paris", None, None, ()),
    ),
    (Equipment("projector", {"en": "Projector"}, 2),),
    ("en",),
    "Asia/Tokyo",
)
MIKE = Actor(1, "Mike", "mike@example.jp", MEMBER, "web")
BOB = Actor(2, "Bob", "bob@example.jp", STAFF, "web")


@pytest.fixture(autouse=True)
def request_context():
    app = Flask(__name__)
    app.secret_key = "forms"
    Babel(app)
    with app.test_request_context():
        yield


def typed(by: Actor = MIKE, **more: str):
    usual = {
        "key": "k", "spaces": "room", "title": "Talks", "starts_on": "2026-12-02", "begins": "10:00",
        "ends": "11:00", "answers-purpose": "talks",
    }  # fmt: skip
    posted = MultiDict(usual | more)
    return reservation_form(OFFERED, by, posted, posted.getlist("spaces"))


def refused(form) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as told:
        form.to_request()
    return {(rule.code, rule.field) for rule in told.value.rules}


def test_everything_typed_is_in_the_request():
    people = {
        "attendees-1-email": " li@example.tw ",
        "attendees-1-name": "李",
        "attendees-1-locale": "zh_Hant",
    }
    more = {"equipment-projector": "2", "headcount": "4", "description": "a\r\nb"}
    answers = {"answers-cars": "2", "answers-data": "yes", "answers-errors": "none"}
    asked = typed(**people, **more, **answers).to_request()
    assert asked.interval == Interval(
        datetime(2026, 12, 2, 1, tzinfo=UTC), datetime(2026, 12, 2, 2, tzinfo=UTC)
    )
    assert asked.attendees == (Invited("li@example.tw", "李", "zh_Hant"),)
    assert (asked.spaces, asked.tzid, asked.equipment) == (("room",), "Asia/Tokyo", {"projector": 2})
    assert (asked.headcount, asked.video, asked.description) == (4, False, "a\nb")
    assert asked.answers == {"purpose": "talks", "cars": "2", "data": "yes", "errors": "none"}


def test_times_are_by_the_clock_of_the_space():
    asked = typed(spaces="hall").to_request()
    assert (asked.tzid, asked.interval.starts_at.hour) == ("Europe/Paris", 9)


def test_of_an_hour_that_comes_twice_the_first_is_meant():
    asked = typed(spaces="hall", starts_on="2026-10-25", begins="02:30", ends="03:30").to_request()
    assert asked.interval.duration.total_seconds() == 7200


def test_an_hour_that_does_not_exist():
    form = typed(spaces="hall", starts_on="2026-03-29", begins="02:30", ends="03:30")
    assert refused(form) == {("impossible_time", "starts_at")}


def test_what_cannot_be_read_and_what_is_wrong_are_told_together():
    form = typed(
        title="", begins="soon", headcount="x", **{"equipment-projector": "1.5", "attendees-0-email": "no"}
    )
    assert refused(form) == {
        ("missing", "title"), ("impossible_time", "starts_at"), ("not_a_number", "headcount"),
        ("not_a_number", "equipment.projector"), ("bad_address", "attendees.0.email"),
    }  # fmt: skip


def test_a_refusal_stands_beside_the_row_it_is_about():
    form = typed(
        **{"attendees-0-email": "", "attendees-1-email": "fine@example.jp", "attendees-2-email": "no"}
    )
    told = form.refuse(Invalid([BrokenRule("bad_address", "attendees.1.email", {"address": "no"})]))
    assert told == [("attendees-2-email", "Mail address", "no is not a mail address.")]
    assert form.attendees[2].form.email.errors == ["no is not a mail address."]
    assert form.refuse(SlotTaken()) == [("", "", "This time has just been taken by someone else.")]
    assert form.refuse(Invalid([BrokenRule("missing", "tzid")])) == [("", "", "Please fill this in.")]


def test_odd_numbers_of_rows_are_passed_over():
    odd = {f"attendees-{n}-email": "a@example.jp" for n in ("²", "x", "9" * 5000, "", "-1", "٣")}
    assert typed(**odd).to_request().attendees == ()
    sparse = {f"attendees-{n}-email": f"p{n}@example.jp" for n in (900, 7)}
    assert [person.email for person in typed(**sparse).to_request().attendees] == [
        "p7@example.jp",
        "p900@example.jp",
    ]


def test_only_staff_book_for_another_and_by_another_door():
    other = {
        "booked_for-name": "Yamada",
        "booked_for-phone": "1",
        "booked_for-door": "fax",
        "override_reason": "r",
    }
    form = typed(BOB, **other)
    assert form.to_request().booked_for == BookedFor("Yamada", phone="1")
    assert form.acting(BOB).door == "fax" and form.to_request().override_reason == "r"
    assert typed(BOB).to_request().booked_for is None and typed(BOB).acting(BOB) is BOB
    assert typed(MIKE, **other).to_request().booked_for is None
    assert typed(MIKE, **other).to_request().override_reason == ""


def test_the_same_request_has_the_same_key_and_another_one_another():
    once = {
        typed(**more).once(typed(**more).to_request()).key for more in ({}, {}, {"title": "B"}, {"key": "l"})
    }
    assert len(once) == 3
    assert typed(key="").once(typed().to_request()) is None


def test_an_alternative_is_laid_over_what_was_typed():
    begins = datetime(2026, 12, 3, 8, tzinfo=UTC)
    posted = MultiDict(
        {"spaces": "room", "title": "Talks", "begins": "10:00", "csrf_token": "old", "key": "k"}
    )
    other = Alternative(("hall",), Interval(begins, begins.replace(hour=9)))
    fields = at_another_time(posted, other, "Europe/Paris")
    assert sorted(fields) == [
        ("begins", "09:00"), ("ends", "10:00"), ("key", "k"), ("spaces", "hall"),
        ("starts_on", "2026-12-03"), ("title", "Talks"),
    ]  # fmt: skip


def test_rows_are_added_up_to_the_most_that_can_be_invited():
    form = typed(**{f"attendees-{n}-email": f"p{n}@example.jp" for n in range(199)})
    form.add_rows()
    assert len(form.attendees) == 200
    form.add_rows()
    assert len(form.attendees) == 200


WEEKLY = {"repeats-freq": "WEEKLY", "repeats-ending": "times", "repeats-times": "4"}


def test_a_series_and_the_dates_left_out():
    asked = typed(**WEEKLY, **{"repeats-leave_out": "2026-12-09\r\n2026/12/16"}).to_request()
    assert asked.rrule == "FREQ=WEEKLY;COUNT=4" and asked.on_conflict == "fail"
    assert asked.exdates == (datetime(2026, 12, 9, 10), datetime(2026, 12, 16, 10))


def test_what_was_decided_of_single_dates():
    moved = "2026-12-09T02:00:00+00:00/2026-12-09T03:00:00+00:00/hall"
    more = {
        "instead-2026-12-09T10:00:00": moved,
        "instead-2026-12-16T10:00:00": "out",
        "instead-2026-12-23T10:00:00": "wait",
        "instead-2026-12-24T10:00:00": "out",  # no date of the series
        "instead-2026-12-02T10:00:00": "nonsense",
    }
    asked = typed(**WEEKLY, **more).to_request()
    interval = Interval(datetime(2026, 12, 9, 2, tzinfo=UTC), datetime(2026, 12, 9, 3, tzinfo=UTC))
    assert asked.overrides == (Override(datetime(2026, 12, 9, 10), interval, "hall"),)
    assert asked.exdates == (datetime(2026, 12, 16, 10),) and asked.on_conflict == "waitlist"


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({"repeats-freq": "HOURLY"}, ("unknown_answer", "repeats.freq")),
        ({"repeats-every": "0"}, ("interval_out_of_range", "repeats.every")),
        ({"repeats-every": "x"}, ("interval_out_of_range", "repeats.every")),
        ({"repeats-times": ""}, ("missing", "repeats.times")),
        ({"repeats-times": "501"}, ("count_out_of_range", "repeats.times")),
        ({"repeats-weekdays": "7"}, ("unknown_answer", "repeats.weekdays")),
        ({"repeats-ending": "until"}, ("missing", "repeats.until")),
        ({"repeats-ending": "until", "repeats-until": "x"}, ("impossible_time", "repeats.until")),
        ({"repeats-ending": "until", "repeats-until": "2026-12-01"}, ("until_before_start", "repeats.until")),
        ({"repeats-leave_out": "next week"}, ("not_a_day", "repeats.leave_out")),
        ({"on_conflict": "fight"}, ("unknown_answer", "on_conflict")),
    ],
)
def test_what_is_wrong_with_a_series_is_told_beside_its_field(wrong, told):
    form = typed(**WEEKLY | wrong)
    assert refused(form) == {told}
    lines = typed(**WEEKLY | wrong).refuse(Invalid([BrokenRule(told[0], told[1], {"most": 5})]))
    assert lines[0][0] == told[1].replace(".", "-")


def test_candidate_dates():
    more = {
        "candidates-1-starts_on": "2026-12-03",
        "candidates-1-begins": "13:00",
        "candidates-1-ends": "14:00",
    }
    asked = typed(**more).to_request()
    assert asked.candidates == (
        Interval(datetime(2026, 12, 3, 4, tzinfo=UTC), datetime(2026, 12, 3, 5, tzinfo=UTC)),
    )
    assert refused(typed(**more | {"candidates-1-ends": "12:00"})) == {
        ("ends_before_start", "candidates.0.ends")
    }
    form = typed(**more | {"candidates-0-starts_on": ""})
    late = BrokenRule("past", "starts_at", {"date": "2026-12-03T13:00:00"})
    assert form.refuse(Invalid([late]))[0][0] == "candidates-1-begins"
