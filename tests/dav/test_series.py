"""Series as calendar apps put them: with dates that differ, shortened, moved, called off, in parts."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking.extensions import db
from booking.models import Message, Reservation
from booking.queries.reservations import reservation
from booking.rules.lifecycle import HOLDING
from tests.dav.test_reading import booked, instants, room
from tests.dav.test_writing import HALL, count, ics, nothing_is_asked, only, put  # noqa: F401
from tests.factories import at, span

WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=4"
DAILY = "RRULE:FREQ=DAILY;COUNT=3"


def one(
    recurrence_id: str, begins: str, ends: str, more: str = "", title: str = "Talks", uid="one@app"
) -> str:
    """A date of a series that is said by itself: its VEVENT alone."""
    named = f"RECURRENCE-ID;TZID=Asia/Tokyo:{recurrence_id}"
    text = ics(begins, ends, uid, title, "\r\n".join(filter(None, [named, more])))
    return text[text.index("BEGIN:VEVENT") : text.index("END:VCALENDAR")]


def series(*dates: str, more: str = WEEKLY, **values) -> str:
    return ics(more=more, **values).replace("END:VCALENDAR", "".join(dates) + "END:VCALENDAR")


def alone(event: str) -> str:
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//app//EN\r\n{event}END:VCALENDAR\r\n"


def held(number: int | None = None) -> list:
    db.session.rollback()
    found = reservation(number) if number else only()
    return [date.starts_at for date in found.occurrences if date.status in HOLDING]


def numbers() -> list[int]:
    db.session.rollback()
    return list(db.session.scalars(select(Reservation.id).order_by(Reservation.id)))


def served(app, name: str = "one.ics", slug: str = "room") -> str:
    return app.ask("GET", app.space(slug) + name).text


MOVED = one("20261209T100000", "20261209T140000", "20261209T150000", title="Elsewhen")


def test_a_date_that_differs_has_its_own_time_and_title_until_the_app_takes_them_back(sato, staff):
    assert put(sato, series(MOVED)).status_code == 201
    assert held() == [at(2, "10:00"), at(9, "14:00"), at(16, "10:00"), at(23, "10:00")]
    assert [date.title for date in only().occurrences] == [None, "Elsewhen", None, None]
    (name,) = staff.names(staff.space())
    assert "SUMMARY:Elsewhen" in staff.ask("GET", name).text
    answer = put(sato, series())
    assert answer.status_code == 204 and answer.headers["ETag"]
    assert held() == [at(day, "10:00") for day in (2, 9, 16, 23)]
    assert [date.title for date in only().occurrences] == [None] * 4
    assert "Elsewhen" not in staff.ask("GET", name).text


@pytest.mark.parametrize("way", ["EXDATE", "CANCELLED", "both"])
def test_a_date_is_called_off_by_exdate_or_by_its_status(sato, kim, way):
    put(sato, series(MOVED))
    theirs = kim.sync(kim.space())[0]
    exdate = f"{WEEKLY}\r\nEXDATE;TZID=Asia/Tokyo:20261209T100000"
    gone = one("20261209T100000", "20261209T140000", "20261209T150000", "STATUS:CANCELLED")
    text = {
        "EXDATE": series(more=exdate),
        "CANCELLED": series(gone),
        "both": series(MOVED, more=exdate),  # as some leave it there
    }[way]
    answer = put(sato, text)
    assert answer.status_code == 204 and answer.headers["ETag"] and served(sato) == text
    assert held() == [at(day, "10:00") for day in (2, 16, 23)]
    assert len(kim.sync(kim.space(), theirs)[1]) == 1
    booked(span(9, "14:00", "15:00"), "kim@example.kr")


def test_a_date_that_was_called_off_comes_back(sato):
    put(sato, series(more=f"{WEEKLY}\r\nEXDATE;TZID=Asia/Tokyo:20261209T100000"))
    assert put(sato, series()).status_code == 204
    assert held() == [at(day, "10:00") for day in (2, 9, 16, 23)]


def test_a_rule_is_shortened_and_lengthened(sato):
    put(sato, series())
    until = "RRULE:FREQ=WEEKLY;UNTIL=20261210T000000Z"
    assert put(sato, series(more=until)).status_code == 204
    assert held() == [at(2, "10:00"), at(9, "10:00")] and only().status == "mixed"
    longer = series(more="RRULE:FREQ=WEEKLY;UNTIL=20270101T000000Z")
    assert put(sato, longer).status_code == 204 and served(sato) == longer
    assert held() == [at(day, "10:00") for day in (2, 9, 16, 23, 30)]


def test_a_series_moves_as_a_whole_and_names_what_is_in_the_way(sato):
    put(sato, series())
    text = series(begins="20261203T140000", ends="20261203T153000")
    assert put(sato, text).headers["ETag"]
    assert held() == [at(day, "14:00") for day in (3, 10, 17, 24)]
    booked(span(11, "09:00", "10:00"))
    refused = put(sato, series(begins="20261204T090000", ends="20261204T100000"))
    assert refused.status_code == 409 and held(numbers()[0]) == [at(day, "14:00") for day in (3, 10, 17, 24)]
    assert served(sato) == text
    told = db.session.scalars(select(Message).filter_by(kind="put_refused")).one().snapshot.facts
    assert [one["starts_at"][:16] for one in told["clashing"]] == ["2026-12-11T00:00"]
    assert told["stays"]["starts_at"] == at(3, "14:00").isoformat() and told["alternatives"]


def test_this_and_following_as_thunderbird_does_it(sato):
    """The old series ends earlier; the rest comes under another UID."""
    put(sato, series())
    assert put(sato, series(more="RRULE:FREQ=WEEKLY;UNTIL=20261215T145959Z")).status_code == 204
    rest = ics("20261216T110000", "20261216T120000", uid="two@app", more="RRULE:FREQ=WEEKLY;COUNT=2")
    assert put(sato, rest, "two.ics").status_code == 201
    first, second = numbers()
    assert held(first) == [at(2, "10:00"), at(9, "10:00")]
    assert held(second) == [at(16, "11:00"), at(23, "11:00")]
    assert sorted(sato.names(sato.space())) == [sato.space() + name for name in ("one.ics", "two.ics")]


def test_a_single_event_becomes_a_series_and_a_series_a_single_one(sato, kim):
    put(sato, ics())
    token = sato.sync(sato.space())[0]
    text = series()
    answer = put(sato, text)
    assert answer.status_code == 204 and answer.headers["ETag"] and served(sato) == text
    first, second = numbers()
    assert held(first) == [] and held(second) == [at(day, "10:00") for day in (2, 9, 16, 23)]
    assert sato.space() + "one.ics" in sato.sync(sato.space(), token)[1]
    assert sato.names(sato.space()) == [sato.space() + "one.ics"] and len(kim.names(kim.space())) == 1
    assert put(sato, ics()).status_code == 204
    assert held(second) == [] and held(numbers()[-1]) == [at(2, "10:00")]
    assert sato.ask("DELETE", sato.space() + "one.ics").status_code == 204


def test_what_cannot_become_a_series_stays_a_single_event(sato):
    put(sato, ics())
    booked(span(9, "10:00", "11:00"))
    assert put(sato, series()).status_code == 409
    assert served(sato) == ics() and held(numbers()[0]) == [at(2, "10:00")]


def test_after_the_deadline_it_makes_way_for_no_series(sato):
    put(sato, ics())
    room().policy.cancellation_deadline = timedelta(days=30)
    db.session.commit()
    later = series(begins="20261216T100000", ends="20261216T110000")
    assert put(sato, later).status_code == 409
    assert held(numbers()[0]) == [at(2, "10:00")]


def test_what_is_confirmed_makes_no_way_for_what_staff_may_decline(sato):
    put(sato, ics())
    room().policy.approval = "always"
    db.session.commit()
    assert put(sato, series()).status_code == 403
    assert [date.status for date in only().occurrences] == ["confirmed"]


def test_nobody_becomes_the_booker_of_anothers_event(sato, staff):
    put(sato, ics())
    (name,) = staff.names(staff.space())
    text = staff.ask("GET", name).text.replace("END:VEVENT", f"{WEEKLY}\r\nEND:VEVENT")
    assert staff.ask("PUT", name, text).status_code == 403
    assert count() == 1 and held() == [at(2, "10:00")]


def test_a_booking_of_a_page_stays_a_single_one(sato):
    """Its people were invited by us: a new UID would ask them all anew (D33)."""
    booked(title="Talks")
    (name,) = sato.names(sato.space())
    text = sato.ask("GET", name).text.replace("END:VEVENT", f"{WEEKLY}\r\nEND:VEVENT")
    assert sato.ask("PUT", name, text).status_code == 403
    assert count() == 1 and held() == [at(2, "10:00")]


def test_one_date_without_its_series_is_booked_by_itself(sato, kim):
    """As who is invited to one date alone has it."""
    text = alone(one("20261209T090000", "20261209T100000", "20261209T110000", uid="theirs@app"))
    answer = put(sato, text)
    assert answer.status_code == 201 and answer.headers["ETag"] and served(sato) == text
    assert held() == [at(9, "10:00")] and not only().rrule
    expand = '<C:expand start="20261201T000000Z" end="20270101T000000Z"/>'
    props = f"<prop><C:calendar-data>{expand}</C:calendar-data></prop>"
    assert len(sato.query(sato.space(), expand.replace("expand", "time-range"), props)) == 1
    moved = alone(one("20261209T090000", "20261209T150000", "20261209T160000", uid="theirs@app"))
    assert put(sato, moved).status_code == 204 and held() == [at(9, "15:00")]
    gone = alone(
        one("20261209T090000", "20261209T150000", "20261209T160000", "STATUS:CANCELLED", uid="theirs@app")
    )
    assert put(sato, gone).status_code == 204 and only().status == "cancelled"
    assert sato.names(sato.space()) == []


def test_one_date_put_over_its_series_leaves_the_rest(sato):
    put(sato, series())
    answer = put(sato, alone(MOVED))
    assert answer.status_code == 204 and "ETag" not in answer.headers
    assert held() == [at(2, "10:00"), at(9, "14:00"), at(16, "10:00"), at(23, "10:00")]
    assert [start for start, _ in instants(served(sato))] == held() and "Elsewhen" in served(sato)
    gone = alone(one("20261216T100000", "20261216T100000", "20261216T110000", "STATUS:CANCELLED"))
    assert put(sato, gone).status_code == 204
    assert held() == [at(2, "10:00"), at(9, "14:00"), at(23, "10:00")]
    assert put(sato, alone(one("20261217T100000", "20261217T100000", "20261217T110000"))).status_code == 403
    assert len(held()) == 3


def test_one_date_put_into_another_space_takes_place_there(sato):
    put(sato, series())
    assert (
        put(sato, alone(one("20261209T100000", "20261209T100000", "20261209T110000")), slug=HALL).status_code
        == 201
    )
    assert [date.spaces[0].slug for date in only().occurrences] == ["room", "hall", "room", "room"]
    assert [start for start, _ in instants(served(sato))] == [at(day, "10:00") for day in (2, 16, 23)]
    assert len(sato.names(sato.space(HALL))) == 1


def test_what_is_called_off_in_the_app_is_called_off_here(sato, kim):
    etag = put(sato, ics()).headers["ETag"]
    token, theirs = sato.sync(sato.space())[0], kim.sync(kim.space())[0]
    text = ics(more="STATUS:CANCELLED")
    assert put(sato, text, If_Match='"old"').status_code == 412 and only().status == "confirmed"
    answer = put(sato, text, If_Match=etag)
    assert answer.status_code == 204 and "ETag" not in answer.headers
    assert only().status == "cancelled" and sato.ask("GET", sato.space() + "one.ics").status_code == 404
    assert sato.sync(sato.space(), token)[2] == {sato.space() + "one.ics"}
    assert len(kim.sync(kim.space(), theirs)[2]) == 1
    assert put(sato, text).status_code == 403 and count() == 1, "there is nothing to call off"


def test_after_the_deadline_nothing_is_called_off_by_a_status(sato):
    from datetime import timedelta

    room().policy.cancellation_deadline = timedelta(days=30)
    db.session.commit()
    put(sato, ics())
    assert put(sato, ics(more="STATUS:CANCELLED")).status_code == 409
    assert only().status == "confirmed" and served(sato) == ics()


def days(first: str, last: str, more: str = "", uid: str = "one@app") -> str:
    return ics(uid=uid, times=f"DTSTART;VALUE=DATE:{first}\r\nDTEND;VALUE=DATE:{last}", more=more)


def test_a_series_of_whole_days_is_while_it_is_open(sato, kim):
    text = days("20261202", "20261203", DAILY)
    answer = put(sato, text)
    assert answer.status_code == 201 and answer.headers["ETag"] and served(sato) == text
    assert [date.interval for date in only().occurrences] == [span(n, "08:45", "17:30") for n in (2, 3, 4)]
    less = days("20261202", "20261203", f"{DAILY}\r\nEXDATE;VALUE=DATE:20261203")
    assert put(sato, less).status_code == 204 and held() == [at(2, "08:45"), at(4, "08:45")]
    until = days("20261202", "20261203", "RRULE:FREQ=DAILY;UNTIL=20261203")
    assert put(sato, until).status_code == 204 and held() == [at(2, "08:45"), at(3, "08:45")]
    assert put(sato, days("20261207", "20261208")).status_code == 204
    assert held(numbers()[-1]) == [at(7, "08:45")]


def test_days_with_other_hours_are_as_long_as_those(sato):
    room().policy.opening_hours = {str(n): [["08:45", "17:30"]] for n in (3, 5)} | {"4": [["10:00", "15:00"]]}
    db.session.commit()
    override = "RECURRENCE-ID;VALUE=DATE:20261204"
    moved = ics(
        times="DTSTART;TZID=Asia/Tokyo:20261204T120000\r\nDTEND;TZID=Asia/Tokyo:20261204T130000",
        more=override,
    )
    inner = moved[moved.index("BEGIN:VEVENT") : moved.index("END:VCALENDAR")]
    text = days("20261202", "20261203", DAILY).replace("END:VCALENDAR", inner + "END:VCALENDAR")
    assert put(sato, text).headers["ETag"]
    spans = [span(2, "08:45", "17:30"), span(3, "10:00", "15:00"), span(4, "12:00", "13:00")]
    assert [date.interval for date in only().occurrences] == spans and served(sato) == text


def test_a_series_of_days_on_which_it_is_closed_names_them(sato):
    refused = put(sato, days("20261204", "20261205", DAILY))
    assert refused.status_code == 409 and count() == 0
    told = db.session.scalars(select(Message).filter_by(kind="put_refused")).one().snapshot.facts
    assert [one["starts_at"] for one in told["clashing"]] == [at(n, "00:00").isoformat() for n in (5, 6)]
    assert put(sato, days("20261206", "20261207", "RRULE:FREQ=WEEKLY;COUNT=2", "sunday")).status_code == 409
    db.session.rollback()
    assert db.session.scalar(select(func.count(Message.id)).filter_by(kind="put_refused")) == 2
