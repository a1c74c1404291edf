"""Several rooms, equipment, and rooms that are left out."""

from datetime import timedelta

from sqlalchemy import select, update

from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.models import EquipmentType, Reservation
from tests.actions.dates import ruled
from tests.factories import NOW, person, span, wish
from tests.mailbox.invites import came, event, the_booking, written

LATER = NOW + timedelta(minutes=5)
BOTH = ["desk-1@rooms.example", "DESK-2@rooms.example"]
ONE, TWO = BOTH
HALL, NINTH = "hall@rooms.example", "2026-12-09T10:00:00"


def slugs() -> list[str]:
    return [space.slug for space in the_booking().spaces]


def said(post, now=NOW) -> dict[str, str]:
    answers = post.answers(now=now)
    found = {answer.mail["From"].addresses[0].addr_spec: answer.partstat for answer in answers}
    assert len(found) == len(answers)
    return found


def anew(app, rooms, now=LATER, sequence=1, **values):
    return came(app, written(event(rooms=rooms, sequence=sequence, **values)), now=now)


def test_two_rooms_are_one_booking_and_each_answers(app, post):
    came(app, written(event(rooms=BOTH)), *BOTH)
    assert slugs() == ["desk-1", "desk-2"]
    assert said(post) == dict.fromkeys(BOTH, "ACCEPTED")


def test_each_may_get_a_mail_of_its_own(app, post):
    came(app, written(event(rooms=BOTH)), ONE)
    row = came(app, written(event(rooms=BOTH), head=["X-Copy: 2"]), TWO)
    assert row.outcome == "same_message" and said(post) == dict.fromkeys(BOTH, "ACCEPTED")


def test_each_may_hear_of_itself_alone(app, post):
    came(app, written(event(rooms=[ONE])), ONE)
    assert said(post) == {ONE: "ACCEPTED"}
    row = came(app, written(event(rooms=[TWO])), TWO, now=LATER)
    assert row.outcome == "changed" and slugs() == ["desk-1", "desk-2"]
    assert said(post, LATER)[TWO] == "ACCEPTED"


def test_where_one_is_taken_neither_is_booked(app, post):
    request = wish(span(2, "10:00", "11:00"), spaces=("desk-2",), answers={})
    book(request, by=person("sato@example.jp"), now=NOW)
    came(app, written(event(rooms=BOTH)))
    assert said(post) == dict.fromkeys(BOTH, "DECLINED")
    assert len(db.session.scalars(select(Reservation)).all()) == 1


def test_a_room_that_is_left_out_is_free_again(app, post):
    came(app, written(event(rooms=BOTH)))
    said(post)
    anew(app, [ONE])
    assert slugs() == ["desk-1"] and said(post, LATER) == {ONE: "ACCEPTED"}
    book(
        wish(span(2, "10:00", "11:00"), spaces=("desk-2",), answers={}),
        by=person("sato@example.jp"),
        now=LATER,
    )


def test_a_room_that_comes_to_it_is_booked_too(app, post):
    came(app, written(event(rooms=[ONE])))
    said(post)
    anew(app, BOTH)
    assert slugs() == ["desk-1", "desk-2"] and said(post, LATER) == dict.fromkeys(BOTH, "ACCEPTED")


def test_a_type_of_equipment_has_an_address(app, post):
    came(app, written(event(rooms=["hall@rooms.example", "projector@rooms.example"])))
    booking = the_booking()
    assert {need.equipment_type.slug: need.quantity for need in booking.equipment} == {"projector": 1}
    assert set(said(post).values()) == {"ACCEPTED"}
    anew(app, ["hall@rooms.example"])
    assert the_booking().equipment == [] and said(post, LATER) == {"hall@rooms.example": "ACCEPTED"}


def test_a_unit_that_needs_a_space_stands_for_its_type(app, post):
    came(app, written(event(rooms=["hall@rooms.example", "projector-2@rooms.example"])))
    assert [need.equipment_type.slug for need in the_booking().equipment] == ["projector"]
    assert said(post)["projector-2@rooms.example"] == "ACCEPTED"


def test_equipment_alone_that_needs_a_space_is_declined(app, post):
    came(app, written(event(rooms=["projector@rooms.example"])))
    assert said(post) == {"projector@rooms.example": "DECLINED"}


def test_equipment_that_is_lent_by_itself(app, post):
    db.session.execute(update(EquipmentType).values(needs_space=False))
    db.session.commit()
    came(app, written(event(rooms=["projector-1@rooms.example"])))
    assert slugs() == ["projector-1"] and said(post) == {"projector-1@rooms.example": "ACCEPTED"}


def test_any_unit_will_do_where_a_type_that_is_lent_by_itself_is_asked(app, post):
    db.session.execute(update(EquipmentType).values(needs_space=False))
    db.session.commit()
    request = wish(span(2, "10:00", "11:00"), spaces=("projector-1",), answers={})
    book(request, by=person("sato@example.jp"), now=NOW)
    came(app, written(event(rooms=["projector@rooms.example"])))
    booking = db.session.scalars(select(Reservation).filter_by(organised_by="client")).one()
    assert [space.slug for space in booking.spaces] == ["projector-2"]
    assert said(post) == {"projector@rooms.example": "ACCEPTED"}


def test_a_room_that_is_called_off_alone_leaves_the_others(app, post):
    came(app, written(event(rooms=BOTH)), *BOTH)
    said(post)
    row = came(app, written(event(rooms=[TWO]), method="CANCEL"), TWO, now=LATER)
    assert row.outcome == "room_let_go" and slugs() == ["desk-1"] and post.mails(now=LATER) == []
    row = came(app, written(event(rooms=[TWO]), method="CANCEL", head=["X-Again: 1"]), TWO, now=LATER)
    assert row.outcome == "nothing_left" and the_booking().status == "confirmed"
    came(app, written(event(rooms=[ONE]), method="CANCEL"), ONE, now=LATER)
    assert the_booking().status == "cancelled"


def test_both_are_called_off_at_once(app, post):
    came(app, written(event(rooms=BOTH)), *BOTH)
    came(app, written(event(rooms=BOTH), method="CANCEL"), *BOTH, now=LATER)
    assert the_booking().status == "cancelled"


def test_one_date_of_a_series_may_be_in_another_room(app, post):
    weekly = "RRULE:FREQ=WEEKLY;COUNT=3"
    times_of_it = ("a@kim", "20261202T100000", "20261202T110000")
    came(app, written(event(*times_of_it, weekly, rooms=[ONE])), ONE)
    said(post)
    date = ("a@kim", "20261209T100000", "20261209T110000", "RECURRENCE-ID;TZID=Asia/Tokyo:20261209T100000")
    came(app, written(event(*date, rooms=[TWO], sequence=1)), TWO, now=LATER)
    places = [[space.slug for space in date.spaces] for date in the_booking().occurrences]
    assert places == [["desk-1"], ["desk-2"], ["desk-1"]]
    assert said(post, LATER) == {TWO: "ACCEPTED"}
    came(app, written(event(*date, rooms=[ONE], sequence=1), method="CANCEL"), ONE, now=LATER)
    assert the_booking().status == "confirmed"
    came(app, written(event(*date, rooms=[TWO], sequence=2), method="CANCEL"), TWO, now=LATER)
    assert [date.status for date in the_booking().occurrences] == ["confirmed", "cancelled", "confirmed"]


def off(app, rooms, *dates: str, told=None, now=LATER, **values):
    """`dates` of a series, as 9 for the ninth of December; none: all of it."""
    events = [_date(int(day), rooms, **values) for day in dates] or [event(rooms=rooms, **values)]
    return came(app, written(*events, method="CANCEL"), *(told or rooms), now=now)


def _date(day: int, rooms, **values) -> list[str]:
    times_of_it = (f"202612{day:02}T100000", f"202612{day:02}T110000")
    name = f"RECURRENCE-ID;TZID=Asia/Tokyo:202612{day:02}T100000"
    return event("a@kim", *times_of_it, name, rooms=rooms, **values)


def weekly(app, rooms) -> None:
    times_of_it = ("a@kim", "20261202T100000", "20261202T110000", "RRULE:FREQ=WEEKLY;COUNT=3")
    came(app, written(event(*times_of_it, rooms=rooms)), *rooms)


def places() -> list[list[str]]:
    return [[space.slug for space in date.spaces] for date in the_booking().occurrences]


def test_one_date_is_called_off_for_one_of_two_rooms(app, post):
    weekly(app, BOTH)
    said(post)
    row = off(app, [TWO], "9")
    assert row.outcome == "room_let_go" and post.mails(now=LATER) == []
    booking = the_booking()
    assert places() == [["desk-1", "desk-2"], ["desk-1"], ["desk-1", "desk-2"]]
    held = [[claim.active for claim in date.claims] for date in booking.occurrences]
    assert held == [[True, True], [True, False], [True, True]]
    known = booking.invitation.events["2026-12-09T10:00:00"]
    assert known["starts_at"] == "2026-12-09T01:00:00+00:00" and known["recurrence_at"]
    request = wish(span(9, "10:00", "11:00"), spaces=("desk-2",), answers={})
    book(request, by=person("sato@example.jp"), now=LATER)


def test_a_date_that_one_room_after_the_other_lets_go_ends(app, post):
    weekly(app, BOTH)
    said(post)
    off(app, [TWO], "9")
    off(app, [ONE], "9")
    booking = db.session.scalars(select(Reservation)).one()
    assert [date.status for date in booking.occurrences] == ["confirmed", "cancelled", "confirmed"]
    assert post.mails(now=LATER) == []


def test_the_next_answer_about_a_date_names_it(app, post):
    weekly(app, BOTH)
    said(post)
    off(app, [TWO], "9")
    cancel(the_booking().id, by=person("staff@example.jp"), now=LATER, scope="one", recurrence_id=NINTH)
    answers = post.answers(now=LATER)
    assert [(one.partstat, one.date) for one in answers] == [("DECLINED", "20261209T100000")]


def test_a_date_of_three_rooms_cannot_be_parted(app, post):
    weekly(app, [*BOTH, "room@rooms.example"])
    row = off(app, [TWO], "9")
    assert (row.status, row.outcome) == ("refused", "date_keeps_rooms") and len(places()[1]) == 3


def test_equipment_does_not_stay_without_its_space(app, post):
    rooms = [HALL, "projector@rooms.example"]
    came(app, written(event(rooms=rooms)), *rooms)
    said(post)
    row = off(app, [HALL])
    assert row.outcome == "called_off" and the_booking().status == "cancelled"
    assert said(post, LATER) == {"projector@rooms.example": "DECLINED"}


def test_equipment_is_let_go_alone(app, post):
    rooms = [HALL, "projector@rooms.example"]
    came(app, written(event(rooms=rooms)), *rooms)
    said(post)
    assert off(app, ["projector@rooms.example"]).outcome == "room_let_go"
    booking = the_booking()
    assert booking.equipment == [] and slugs() == ["hall"] and booking.status == "confirmed"
    held = {claim.resource.slug for claim in booking.occurrences[0].claims if claim.active}
    assert held == {"hall", "desk-1", "desk-2"} and post.mails(now=LATER) == []


def test_what_is_left_is_not_judged_again(app, post):
    came(app, written(event(rooms=BOTH)), *BOTH)
    said(post)
    for slug in ("desk-1", "desk-2"):
        ruled(slug, approval="always", min_notice=timedelta(days=9))
    assert off(app, [TWO]).outcome == "room_let_go"
    booking = the_booking()
    assert slugs() == ["desk-1"] and booking.status == "confirmed" and not booking.occurrences[0].pending


def test_after_its_deadline_a_room_is_not_let_go(app, post):
    came(app, written(event(rooms=BOTH)), *BOTH)
    said(post)
    ruled("desk-2", cancellation_deadline=timedelta(days=3))
    row = off(app, [TWO])
    assert (row.status, row.outcome) == ("refused", "too_late_to_cancel")
    assert slugs() == ["desk-1", "desk-2"] and len(the_booking().invitation.rooms) == 2
    assert off(app, [ONE]).outcome == "room_let_go"


def test_dates_that_come_without_their_series_are_booked_each(app, post):
    row = came(app, written(_date(9, [ONE]), _date(16, [TWO])), ONE, TWO)
    assert (row.status, row.outcome) == ("done", "booked")
    found = db.session.scalars(select(Reservation).order_by(Reservation.id)).all()
    booked = [(one.occurrences[0].starts_at.day, [space.slug for space in one.spaces]) for one in found]
    assert booked == [(9, ["desk-1"]), (16, ["desk-2"])]
    answers = [(one.partstat, one.date) for one in post.answers()]
    assert answers == [("ACCEPTED", "20261209T100000"), ("ACCEPTED", "20261216T100000")]
    anew = written(_date(9, [ONE], sequence=1), _date(16, [TWO], sequence=1))
    assert came(app, anew, ONE, TWO, now=LATER).outcome == "confirmed_again"
    assert len(post.answers(now=LATER)) == 2
    assert off(app, [TWO], "9", "16", sequence=1).outcome == "called_off"
    found = db.session.scalars(select(Reservation).order_by(Reservation.id)).all()
    assert [one.status for one in found] == ["confirmed", "cancelled"]


def test_of_dates_without_their_series_one_that_is_taken_is_declined(app, post):
    request = wish(span(9, "10:00", "11:00"), spaces=("desk-1",), answers={})
    book(request, by=person("sato@example.jp"), now=NOW)
    row = came(app, written(_date(9, [ONE]), _date(16, [ONE])), ONE)
    assert row.outcome == "booked"
    found = {(one.partstat, one.date) for one in post.answers()}
    assert found == {("DECLINED", "20261209T100000"), ("ACCEPTED", "20261216T100000")}


def test_too_many_dates_without_their_series_are_not_read(app):
    row = came(app, written(*(_date(day, [ONE]) for day in range(2, 23))), ONE)
    assert (row.status, row.outcome, row.told) == ("refused", "too_many_dates", {"most": 20})
