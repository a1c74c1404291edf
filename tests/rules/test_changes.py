"""What became another between two pictures of a booking, written by hand."""

from booking.rules.changed_dates import Change
from booking.rules.changes import changes

ROOM, HALL, DESK = 1, 2, 3
WEEKLY = {"rrule": "FREQ=WEEKLY;COUNT=2", "dtstart": "2026-12-02T10:00:00", "duration": 3600}


def date(number, day, hour=1, status="confirmed", **more):
    """An hour of December; `hour` in UTC, named by Tokyo's clock."""
    row = {
        "id": number,
        "recurrence_id": f"2026-12-{day:02}T{hour + 9:02}:00:00",
        "starts_at": f"2026-12-{day:02}T{hour:02}:00:00+00:00",
        "ends_at": f"2026-12-{day:02}T{hour + 1:02}:00:00+00:00",
        "status": status,
        "space_id": None,
        "title": None,
        "pending": None,
    }
    return row | more


def person(number, email, removed=False):
    return {"id": number, "email": email, "name": "", "removed": removed}


def picture(*dates, spaces=(ROOM,), equipment=None, people=(), **columns):
    usual = {"title": "Talks", "description": "", "headcount": 4, "rrule": None, "dtstart": None}
    return {
        "reservation": usual | {"duration": None, "tzid": "Asia/Tokyo"} | columns,
        "spaces": list(spaces),
        "equipment": equipment or {},
        "occurrences": list(dates),
        "claims": [],
        "attendees": list(people),
    }


def span(day, hour):
    return {
        "starts_at": f"2026-12-{day:02}T{hour:02}:00:00+00:00",
        "ends_at": f"2026-12-{day:02}T{hour + 1:02}:00:00+00:00",
    }


def wish(day, hour, *spaces):
    return span(day, hour) | {"spaces": list(spaces), "space_id": None, "since": "x", "old": {}, "new": {}}


def test_nothing_became_another():
    assert changes(picture(date(1, 2)), picture(date(1, 2))) == []


def test_what_has_no_picture_of_a_booking_on_both_sides_tells_nothing():
    assert changes(None, picture(date(1, 2))) == [] == changes(picture(date(1, 2)), None)
    assert changes({"grid": 900}, {"grid": 1800}) == []


def test_a_single_booking_at_another_time_names_no_date():
    """Its recurrence_id goes along."""
    assert changes(picture(date(1, 2)), picture(date(1, 3, 5))) == [
        Change("time", span(2, 1), span(3, 5)),
    ]


def test_words_spaces_equipment_and_headcount():
    said = {"purpose": "talks", "phone": "011"}
    before = picture(date(1, 2), equipment={"7": 1}, video=False, answers=said)
    after = picture(
        date(1, 2),
        spaces=(HALL, DESK),
        equipment={"7": 2, "8": 1},
        title="Talks with Li",
        description="New",
        headcount=None,
        video=True,
        answers={"purpose": "fair", "phone": ""},
    )
    assert changes(before, after) == [
        Change("title", "Talks", "Talks with Li"),
        Change("spaces", [ROOM], [HALL, DESK]),
        Change("equipment", {"7": 1}, {"7": 2, "8": 1}),
        Change("headcount", 4, None),
        Change("video", False, True),
        Change("answer", asked("purpose", "talks"), asked("purpose", "fair")),
        Change("answer", asked("phone", "011"), None),
        Change("description", "", "New"),
    ]


def asked(question, answer):
    return {"question": question, "answer": answer}


def test_people_taken_off_the_list_and_added_to_it():
    before = picture(date(1, 2), people=[person(1, "a@x.jp"), person(2, "b@x.jp"), person(3, "c@x.jp", True)])
    after = picture(
        date(1, 2),
        people=[person(1, "a@x.jp"), person(2, "b@x.jp", True), person(3, "c@x.jp"), person(4, "d@x.jp")],
    )
    assert changes(before, after) == [
        Change("people", {"email": "b@x.jp", "name": ""}, None),
        Change("people", None, {"email": "c@x.jp", "name": ""}),
        Change("people", None, {"email": "d@x.jp", "name": ""}),
    ]


def test_a_series_by_another_rule():
    daily = WEEKLY | {"rrule": "FREQ=DAILY;COUNT=2"}
    before = picture(date(1, 2), date(2, 9), **WEEKLY)
    after = picture(date(1, 2), date(2, 9, status="cancelled"), date(3, 3), **daily)
    zone = {"tzid": "Asia/Tokyo"}
    assert changes(before, after) == [
        Change("rule", WEEKLY | zone, daily | zone),
        Change("date", None, span(3, 1), "2026-12-03T10:00:00"),
        Change("date", span(9, 1), None, "2026-12-09T10:00:00"),
    ]


def test_a_series_an_hour_later_names_each_date_as_it_was():
    before = picture(date(2, 9), date(1, 2), **WEEKLY)
    after = picture(date(1, 2, 2), date(2, 9, 2), **WEEKLY | {"dtstart": "2026-12-02T11:00:00"})
    assert [(c.what, c.date, c.new) for c in changes(before, after)][1:] == [
        ("time", "2026-12-02T10:00:00", span(2, 2)),
        ("time", "2026-12-09T10:00:00", span(9, 2)),
    ]


def test_one_date_in_a_space_and_with_a_title_of_its_own():
    before = picture(date(1, 2), date(2, 9), **WEEKLY)
    after = picture(date(1, 2), date(2, 9, space_id=HALL, title="Fair"), **WEEKLY)
    assert changes(before, after) == [
        Change("spaces", [ROOM], [HALL], "2026-12-09T10:00:00"),
        Change("title", None, "Fair", "2026-12-09T10:00:00"),
    ]


def test_a_date_that_names_the_space_where_all_go_is_told_with_them():
    before = picture(date(1, 2), date(2, 9, space_id=HALL), **WEEKLY)
    after = picture(date(1, 2), date(2, 9), spaces=(HALL,), **WEEKLY)
    assert changes(before, after) == [Change("spaces", [ROOM], [HALL])]


def test_a_change_asked_for_and_what_became_of_it():
    asked, told = wish(3, 5, HALL), span(3, 5) | {"spaces": [HALL]}
    plain, waiting = picture(date(1, 2)), picture(date(1, 2, pending=asked))
    granted = picture(date(1, 3, 5), spaces=(HALL,))
    assert changes(plain, waiting) == [Change("asked", None, told)]
    assert changes(waiting, plain) == [Change("asked", told, None)]
    assert changes(waiting, granted) == [
        Change("spaces", [ROOM], [HALL]),
        Change("time", span(2, 1), span(3, 5)),
    ]


def test_a_single_booking_called_off_is_no_change_of_a_date():
    assert changes(picture(date(1, 2)), picture(date(1, 2, status="cancelled"))) == []


def test_a_date_of_a_series_comes_off_the_waitlist_without_a_change():
    before = picture(date(1, 2), date(2, 9, status="waitlisted"), **WEEKLY)
    assert changes(before, picture(date(1, 2), date(2, 9), **WEEKLY)) == []
