"""A series, and single dates of one: what differs is answered by itself."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.extensions import db
from booking.models import Blackout, Reservation
from booking.rules.requests import Edit
from tests.actions.dates import STAFF, dates, ruled, times, wall
from tests.factories import NOW, at, person, span, wish
from tests.mailbox.invites import came, event, the_booking, written

LATER, LAST = NOW + timedelta(minutes=5), NOW + timedelta(minutes=20)
WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"
USUAL = ["12-02 10:00-11:00", "12-09 10:00-11:00", "12-16 10:00-11:00", "12-23 10:00-11:00"]


def series(*lines: str, hour: int = 10, **values) -> list[str]:
    return event("s@kim", f"20261202T{hour}0000", f"20261202T{hour + 1}0000", *lines, **values)


def date_of(day: int, starts: str, **values) -> list[str]:
    """The date that the rule has on that day, at another time: `3T14` is the third from two o'clock."""
    to, _, hour = starts.partition("T")
    begins = f"202612{int(to):02}T{hour}0000"
    ends = f"202612{int(to):02}T{int(hour) + 1}0000"
    return event("s@kim", begins, ends, f"RECURRENCE-ID;TZID=Asia/Tokyo:202612{day:02}T100000", **values)


def taken(day: int, hour: int = 10) -> None:
    request = wish(span(day, f"{hour}:00", f"{hour + 1}:00"), spaces=("hall",), answers={})
    book(request, by=person("sato@example.jp"), now=NOW)


def closed_on(day: int) -> dict[str, object]:
    return {"starts_at": at(day, "00:00"), "ends_at": at(day, "23:00")}


def said(post, now=NOW) -> list[tuple[str, str]]:
    return [(answer.date, answer.partstat) for answer in post.answers(now=now)]


@pytest.fixture
def booked(app, post) -> int:
    came(app, written(series(WEEKLY)))
    assert said(post) == [("", "ACCEPTED")]
    return the_booking().id


def theirs() -> Reservation:
    db.session.rollback()
    return db.session.scalars(select(Reservation).filter_by(organised_by="client")).one()


def test_a_series_is_one_booking_and_one_answer(booked):
    assert times(booked) == USUAL and the_booking().rrule == "FREQ=WEEKLY;COUNT=4"


def test_dates_that_clash_are_left_out_and_declined_each(app, post):
    taken(9)
    came(app, written(series(WEEKLY)))
    booking = theirs()
    assert times(booking.id) == [USUAL[0], *USUAL[2:]] and booking.skipped == [wall(9)]
    whole, date = post.answers()
    assert (whole.date, whole.partstat) == ("", "ACCEPTED")
    assert "Not all dates of this series stand alike:" in whole.text
    usual = "2026 10:00–11:00 (Tokyo): "
    assert f"Wednesday, December 2, {usual}It is booked." in whole.text
    taken_by_others = "It could not be booked. This time has just been taken by someone else."
    assert f"Wednesday, December 9, {usual}{taken_by_others}" in whole.text
    assert whole.mail["Subject"] == "Accepted: Talks (series from 2026-12-02 10:00–11:00)"
    assert date.mail["Subject"] == "Declined: Talks (2026-12-09 10:00–11:00)"
    assert (date.date, date.partstat) == ("20261209T100000", "DECLINED")
    assert date.calendar["DTSTAMP"].dt > whole.calendar["DTSTAMP"].dt
    assert date.calendar["DTSTART"].dt == at(9, "10:00")


def test_a_date_on_which_it_is_closed_says_so_and_not_that_it_is_taken(app, post):
    db.session.add(Blackout(**closed_on(9), reason={"en": "Snow festival"}))
    db.session.commit()
    came(app, written(series(WEEKLY)))
    assert theirs().skipped == [wall(9)]
    whole, date = post.answers()
    why = "Closed at that time: Snow festival"
    assert f"(Tokyo): It could not be booked. {why}" in whole.text and "taken" not in whole.text
    assert why in date.text and why in date.calendar["COMMENT"] and "taken" not in date.text


def test_a_date_that_comes_to_a_series_and_is_closed_says_so(app, post, booked):
    db.session.add(Blackout(**closed_on(30), reason={"en": "Snow festival"}))
    db.session.commit()
    came(app, written(series("RRULE:FREQ=WEEKLY;COUNT=6", sequence=1)), now=LATER)
    (date,) = [one for one in post.answers(now=LATER) if one.date]
    assert (date.date, date.partstat) == ("20261230T100000", "DECLINED")
    assert "Closed at that time: Snow festival" in date.text


def test_each_date_of_a_series_is_told_with_what_it_waits_for(app, post):
    ruled("hall", approval="always")
    came(app, written(series(WEEKLY)))
    (answer,) = post.answers()
    assert answer.text.count("It is held for you; our staff will decide.") == 4
    assert "The dates of this series:" in answer.text


def test_where_every_date_clashes_it_is_declined(app, post):
    for day in (2, 9, 16, 23):
        taken(day)
    row = came(app, written(series(WEEKLY)))
    assert row.outcome == "not_booked" and said(post) == [("", "DECLINED")]


def test_left_out_and_moved_dates_of_the_first_invitation(app, post):
    came(app, written(series(WEEKLY, "EXDATE;TZID=Asia/Tokyo:20261216T100000"), date_of(9, "10T14")))
    assert times(the_booking().id) == [USUAL[0], "12-10 14:00-15:00", USUAL[3]]
    assert said(post) == [("", "ACCEPTED"), ("20261209T100000", "ACCEPTED")]


def test_one_date_is_moved_by_itself(app, post, booked):
    row = came(app, written(date_of(9, "10T14", sequence=1)), now=LATER)
    assert (row.outcome, row.reservation_id) == ("changed", booked)
    assert times(booked) == [USUAL[0], "12-10 14:00-15:00", *USUAL[2:]]
    (answer,) = post.answers(now=LATER)
    assert (answer.date, answer.partstat) == ("20261209T100000", "ACCEPTED")
    assert answer.calendar["DTSTART"].dt == at(10, "14:00")
    assert the_booking().title == "Talks"


def test_one_date_may_have_a_title_of_its_own(app, post, booked):
    came(app, written(date_of(9, "9T10", sequence=1, title="Talks with Li")), now=LATER)
    titles = {date.recurrence_id: date.title for date in the_booking().occurrences}
    assert titles == {wall(2): None, wall(9): "Talks with Li", wall(16): None, wall(23): None}
    assert the_booking().title == "Talks" and said(post, LATER) == [("20261209T100000", "ACCEPTED")]


def test_one_date_that_cannot_move_stays_and_is_declined(app, post, booked):
    taken(10, 14)
    row = came(app, written(date_of(9, "10T14", sequence=1)), now=LATER)
    assert row.outcome == "not_booked" and times(booked) == USUAL
    (answer,) = post.answers(now=LATER)
    assert (answer.date, answer.partstat) == ("20261209T100000", "DECLINED")
    assert "The booking stands as follows:" in answer.text and "December 9, 2026" in answer.text


def test_one_date_is_called_off(app, post, booked):
    row = came(app, written(date_of(9, "9T10"), method="CANCEL"), now=LATER)
    assert row.outcome == "called_off" and times(booked) == [USUAL[0], *USUAL[2:]]
    assert post.mails(now=LATER) == []
    came(app, written(series(WEEKLY), method="CANCEL"), now=LAST)
    assert times(booked) == [] and post.mails(now=LAST) == []


def test_a_date_called_off_may_come_back(app, post, booked):
    came(app, written(date_of(9, "9T10"), method="CANCEL"), now=LATER)
    came(app, written(date_of(9, "9T10", sequence=2)), now=LAST)
    assert times(booked) == USUAL
    assert said(post, LAST) == [("20261209T100000", "ACCEPTED")]


def test_the_series_moves_and_keeps_its_rows(app, post, booked):
    rows = {date.id for date in the_booking().occurrences}
    later = series(WEEKLY, hour=13, sequence=1)
    came(app, written(later), now=LATER)
    assert times(booked) == [one.replace("10:00-11:00", "13:00-14:00") for one in USUAL]
    assert {date.id for date in the_booking().occurrences} == rows
    assert said(post, LATER) == [("", "ACCEPTED")]


def test_another_rule_adds_and_takes_away_dates(app, post, booked):
    came(app, written(series("RRULE:FREQ=DAILY;COUNT=3", sequence=1)), now=LATER)
    assert times(booked) == ["12-02 10:00-11:00", "12-03 10:00-11:00", "12-04 10:00-11:00"]
    assert [status for status, _ in dates(booked).values()].count("cancelled") == 3
    assert said(post, LATER) == [("", "ACCEPTED")]


def test_a_date_that_was_moved_stays_where_thunderbird_does_not_say_it_again(app, post, booked):
    came(app, written(date_of(9, "10T14", sequence=1)), now=LATER)
    post.answers(now=LATER)
    again = series(WEEKLY, sequence=2, title="Talks, anew", stamp="20261201T001000Z")
    came(app, written(again), now=LAST)
    assert times(booked) == [USUAL[0], "12-10 14:00-15:00", *USUAL[2:]]
    assert the_booking().title == "Talks, anew"
    assert said(post, LAST) == [("", "ACCEPTED"), ("20261209T100000", "ACCEPTED")]


def test_a_date_may_free_itself_of_a_clash_later(app, post):
    taken(9)
    came(app, written(series(WEEKLY)))
    assert said(post) == [("", "ACCEPTED"), ("20261209T100000", "DECLINED")]
    came(app, written(date_of(9, "10T14", sequence=1)), now=LATER)
    assert times(theirs().id) == [USUAL[0], "12-10 14:00-15:00", *USUAL[2:]]
    assert said(post, LATER) == [("20261209T100000", "ACCEPTED")] and theirs().skipped == []


def test_a_date_of_a_series_that_is_not_ours_is_a_booking_by_itself(app, post):
    came(app, written(date_of(9, "10T14")))
    number = the_booking().id
    assert (the_booking().rrule, times(number)) == (None, ["12-10 14:00-15:00"])
    (answer,) = post.answers()
    assert (answer.date, answer.partstat) == ("20261209T100000", "ACCEPTED")
    came(app, written(date_of(9, "11T14", sequence=1)), now=LATER)
    assert times(number) == ["12-11 14:00-15:00"] and said(post, LATER) == [("20261209T100000", "ACCEPTED")]
    came(app, written(date_of(16, "16T10")), now=LATER)
    assert len(db.session.scalars(select(Reservation)).all()) == 2
    came(app, written(date_of(9, "9T10", sequence=2), method="CANCEL"), now=LAST)
    assert times(number) == []


def test_a_meeting_becomes_a_series_and_a_series_a_meeting(app, post):
    came(app, written(series()))
    post.answers()
    came(app, written(series(WEEKLY, sequence=1)), now=LATER)
    assert said(post, LATER) == [("", "ACCEPTED")]
    newest = db.session.scalars(select(Reservation).filter_by(uid="s@kim")).one()
    assert times(newest.id) == USUAL
    came(app, written(series(sequence=2)), now=LAST)
    assert said(post, LAST) == [("", "ACCEPTED")]
    assert times(db.session.scalars(select(Reservation).filter_by(uid="s@kim")).one().id) == USUAL[:1]


def test_a_meeting_becomes_no_series_after_the_deadline(app, post):
    ruled("hall", cancellation_deadline=timedelta(days=3))
    came(app, written(series()))
    number = the_booking().id
    post.answers()
    came(app, written(series(WEEKLY, sequence=1)), now=LATER)
    assert statuses(number) == {"confirmed"} and the_booking().id == number
    (answer,) = post.answers(now=LATER)
    assert answer.partstat == "DECLINED"


def test_what_is_confirmed_makes_no_way_for_what_staff_may_decline(app, post):
    came(app, written(series()))
    number = the_booking().id
    post.answers()
    ruled("hall", approval="always")
    came(app, written(series(WEEKLY, sequence=1)), now=LATER)
    assert statuses(number) == {"confirmed"} and the_booking().id == number
    assert "This booking does not repeat" in post.answers(now=LATER)[0].text


def test_a_request_that_becomes_a_series_was_withdrawn_and_never_cancelled(app, post):
    ruled("hall", approval="always")
    came(app, written(series()))
    number = the_booking().id
    came(app, written(series(WEEKLY, sequence=1)), now=LATER)
    assert statuses(number) == {"withdrawn"}
    assert times(db.session.scalars(select(Reservation.id).filter_by(uid="s@kim")).one()) == USUAL


def statuses(number: int) -> set[str]:
    db.session.rollback()
    return {date.status for date in db.session.get(Reservation, number).occurrences}


def test_a_series_may_go_on_by_another_clock(app, post, booked):
    again = [line.replace("Asia/Tokyo", "Asia/Seoul") for line in series(WEEKLY, sequence=1)]
    assert came(app, written(again), now=LATER).outcome == "changed"
    newest = db.session.scalars(select(Reservation).filter_by(uid="s@kim")).one()
    assert (newest.tzid, times(newest.id)) == ("Asia/Seoul", USUAL)
    assert said(post, LATER) == [("", "ACCEPTED")]


def test_staff_decide_on_dates_one_by_one(app, post):
    ruled("hall", approval="always")
    came(app, written(series(WEEKLY)))
    assert said(post) == [("", "TENTATIVE")]
    number = the_booking().id
    approve(number, by=person(STAFF), now=LATER, scope="one", recurrence_id=wall(9))
    assert said(post, LATER) == [("20261209T100000", "ACCEPTED")]
    approve(number, by=person(STAFF), now=LAST)
    assert said(post, LAST) == [("", "ACCEPTED")]


def test_staff_cancel_one_date(app, post, booked):
    cancel(booked, by=person(STAFF), now=LATER, reason="Snow", scope="one", recurrence_id=wall(16))
    assert said(post, LATER) == [("20261216T100000", "DECLINED")]


def test_a_series_that_has_begun_is_never_split(app, post, booked):
    week_on = at(3, "09:00")
    change(
        booked, Edit(interval=span(9, "13:00", "14:00")), by=person(STAFF), now=week_on, recurrence_id=wall(9)
    )
    assert the_booking().id == booked
    assert times(booked) == [USUAL[0], *(one.replace("10:00-11:00", "13:00-14:00") for one in USUAL[1:])]
    assert {partstat for _, partstat in said(post, week_on)} == {"DECLINED"}
    moved = series(WEEKLY, hour=14, sequence=1)
    came(app, written(moved), now=week_on + timedelta(minutes=9))
    assert the_booking().id == booked
    assert times(booked) == [USUAL[0], *(one.replace("10:00-11:00", "14:00-15:00") for one in USUAL[1:])]


def test_an_endless_series_is_declined(app, post):
    came(app, written(series("RRULE:FREQ=WEEKLY")))
    (answer,) = post.answers()
    assert answer.partstat == "DECLINED" and "A series needs an end" in answer.text
    assert "The series has to end on 2027-12-29 at the latest." in answer.text


def test_staff_cancel_the_rest_of_it(app, post, booked):
    cancel(booked, by=person(STAFF), now=LATER, scope="following", recurrence_id=wall(16))
    assert the_booking().rrule == "FREQ=WEEKLY;COUNT=4", "the rule is the client's"
    assert said(post, LATER) == [("20261216T100000", "DECLINED"), ("20261223T100000", "DECLINED")]
