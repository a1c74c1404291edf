"""What calendar apps read: homes, collections, bookings as much as each may see (D22, D40)."""

from datetime import timedelta

import icalendar
import pytest
from recurring_ical_events import of as occurrences_of
from sqlalchemy import event, select

from booking import clock
from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.extensions import db
from booking.models import Occurrence, Resource, User
from booking.queries import calendar_texts
from booking.rules.requests import Edit, Invited
from tests.dav.apps import CALDAV, DATA, DAV
from tests.factories import NOW, at, person, span, wish
from tests.said import said

DAY = '<C:time-range start="20261202T000000Z" end="20261203T000000Z"/>'


def booked(interval=None, email: str = "sato@example.jp", **values) -> int:
    return book(wish(interval, **values), by=person(email), now=clock.now(), answer=lambda made: made.id)


def room() -> Resource:
    return db.session.scalars(select(Resource).filter_by(slug="room")).one()


def texts(told) -> list[str]:
    return [props["calendar-data"].text for props in told.values()]


def events(told) -> list[icalendar.Event]:
    return [event for text in texts(told) for event in icalendar.Calendar.from_ical(text).walk("VEVENT")]


def instants(text: str) -> list[tuple]:
    """As another reader works them out."""
    found = occurrences_of(icalendar.Calendar.from_ical(text)).between(NOW, NOW + timedelta(days=366))
    return sorted((one["DTSTART"].dt, one["DTEND"].dt) for one in found)


def test_a_home_is_found_from_the_root(sato):
    root = sato.propfind("/dav/", "<current-user-principal/>")
    principal = root["/dav/"]["current-user-principal"][0].text.replace("%40", "@")
    assert principal == sato.home
    props = sato.propfind(principal, "<C:calendar-home-set/><resourcetype/>")[principal]
    assert props["calendar-home-set"][0].text.replace("%40", "@") == sato.home
    assert {kind.tag for kind in props["resourcetype"]} == {f"{DAV}principal", f"{DAV}collection"}


def test_every_space_is_a_collection_named_in_the_readers_language(sato, kim):
    row = room()
    row.names = {"en": "Room", "ja": "会議室", "ko": "회의실"}
    db.session.commit()
    props = "<displayname/><resourcetype/><C:supported-calendar-component-set/>"
    told = sato.propfind(sato.home, props, "1")
    assert set(told) == {sato.home, *map(sato.space, ("room", "hall", "desk-1", "desk-2"))}
    there = told[sato.space()]
    assert there["displayname"].text == "会議室"
    assert [comp.attrib["name"] for comp in there["supported-calendar-component-set"]] == ["VEVENT"]
    assert f"{CALDAV}calendar" in {kind.tag for kind in there["resourcetype"]}
    assert kim.propfind(kim.space(), "<displayname/>")[kim.space()]["displayname"].text == "회의실"


def test_what_one_may_not_book_is_read_only(sato, kim):
    room().policy.bookable_by = "local"
    db.session.commit()

    def privileges(app):
        told = app.propfind(app.space(), "<current-user-privilege-set/>")[app.space()]
        return {one.tag for one in told["current-user-privilege-set"].iter()}

    assert f"{DAV}write-content" in privileges(sato)
    assert f"{DAV}write-content" not in privileges(kim) and f"{DAV}read" in privileges(kim)


def test_a_space_out_of_service_is_gone(sato):
    room().active = False
    db.session.commit()
    assert sato.ask("PROPFIND", sato.space()).status_code == 404
    assert sato.space() not in sato.propfind(sato.home, "<displayname/>", "1")


def test_ones_own_in_full_and_others_as_busy(sato, kim, staff):
    number = booked(
        title="Secret plans", description="Bring the plans", attendees=(Invited("li@x.tw", "Li"),)
    )
    (mine,) = events(sato.query(sato.space()))
    assert (mine["SUMMARY"], mine["DESCRIPTION"]) == ("Secret plans", "Bring the plans")
    assert mine["URL"] == f"http://localhost/reservations/{number}" and "ATTENDEE" not in mine
    assert events(staff.query(staff.space()))[0]["SUMMARY"] == "Secret plans"
    (text,) = texts(kim.query(kim.space()))
    (busy,) = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert (busy["SUMMARY"], busy["CLASS"]) == (said("ko", "Busy"), "PRIVATE")
    for secret in ("Secret", "plans", "sato", "Li", "LOCATION", "DESCRIPTION", "CREATED", "URL", mine["UID"]):
        assert secret not in text, secret


def test_two_strangers_find_nothing_in_common(app, kim):
    from tests.dav.apps import CalendarApp
    from tests.factories import user

    booked()
    db.session.add(user("wang@example.tw"))
    db.session.commit()
    wang = CalendarApp(app, "wang@example.tw")
    seen = [
        (one.names(one.space())[0].rpartition("/")[2], events(one.query(one.space()))[0]["UID"])
        for one in (kim, wang)
    ]
    assert seen[0][0] != seen[1][0] and seen[0][1] != seen[1][1]
    assert seen[0][1] == events(kim.query(kim.space()))[0]["UID"], "and each finds the same again"


def test_titles_where_the_space_shows_them(kim):
    booked(title="Talks with Li")
    room().policy.visibility = "titles"
    db.session.commit()
    (found,) = events(kim.query(kim.space()))
    assert found["SUMMARY"] == "Talks with Li" and "DESCRIPTION" not in found and "URL" not in found


def test_a_lost_right_acts_at_once(staff):
    booked(title="Secret plans")
    token, names, _ = staff.sync(staff.space())
    etag = staff.ask("HEAD", next(iter(names))).headers["ETag"]
    db.session.scalars(select(User).filter_by(email="staff@example.jp")).one().role = "member"
    db.session.commit()
    assert "Secret" not in texts(staff.query(staff.space()))[0]
    assert staff.ask("HEAD", next(iter(names))).headers["ETag"] != etag
    refused = staff.ask("REPORT", staff.space(), sync_body(token))
    assert refused.status_code == 403 and "valid-sync-token" in refused.text


def sync_body(token: str) -> str:
    asked = f"<sync-token>{token}</sync-token><prop><getetag/></prop>"
    return f'<sync-collection xmlns="DAV:">{asked}</sync-collection>'


def test_a_series_is_one_object_with_what_differs(sato, kim):
    number = booked(rrule="FREQ=WEEKLY;COUNT=5", title="Weekly")
    dates = [d.recurrence_id for d in db.session.scalars(select(Occurrence).order_by(Occurrence.starts_at))]
    by = person("sato@example.jp")
    change(
        number, Edit(interval=span(9, "13:00", "14:30")), by=by, now=NOW, scope="one", recurrence_id=dates[1]
    )
    change(number, Edit(spaces=("hall",)), by=by, now=NOW, scope="one", recurrence_id=dates[2])
    cancel(number, by=by, now=NOW, scope="one", recurrence_id=dates[3])
    for app in (sato, kim):
        (text,) = texts(app.query(app.space()))
        assert instants(text) == [
            (at(2, "10:00"), at(2, "11:00")),
            (at(9, "13:00"), at(9, "14:30")),
            (at(30, "10:00"), at(30, "11:00")),
        ]
        (elsewhere,) = texts(app.query(app.space("hall")))
        assert instants(elsewhere) == [(at(16, "10:00"), at(16, "11:00"))]
    master = icalendar.Calendar.from_ical(texts(sato.query(sato.space()))[0]).walk("VEVENT")[0]
    assert master["SEQUENCE"] == 3 and len(sato.names(sato.space())) == 1


def test_a_busy_series_does_not_betray_another_zone(kim):
    booked(rrule="FREQ=WEEKLY;COUNT=3", tzid="Europe/Berlin")
    (text,) = texts(kim.query(kim.space()))
    assert "Berlin" not in text and "RRULE" not in text
    assert [start for start, _ in instants(text)] == [at(day, "10:00") for day in (2, 9, 16)]


def test_a_part_is_taken_with_the_whole_and_tells_no_more(sato):
    booked(spaces=("hall",), answers={}, title="Fair")
    assert events(sato.query(sato.space("hall")))[0]["SUMMARY"] == "Fair"
    assert events(sato.query(sato.space("desk-1")))[0]["SUMMARY"] == said("ja", "Busy")


def test_what_is_tentative_stands_there_and_what_is_cancelled_does_not(sato):
    room().policy.approval = "always"
    db.session.commit()
    number = booked()
    assert events(sato.query(sato.space()))[0]["STATUS"] == "TENTATIVE"
    approve(number, by=person("staff@example.jp"), now=NOW)
    assert events(sato.query(sato.space()))[0]["STATUS"] == "CONFIRMED"
    cancel(number, by=person("sato@example.jp"), now=NOW)
    assert sato.names(sato.space()) == [] and sato.query(sato.space()) == {}


def test_a_question_with_a_time_finds_what_touches_it(sato):
    booked(span(2, "10:00", "11:00"), title="Second")
    booked(span(3, "10:00", "11:00"), title="Third")
    booked(span(1, "15:00", "16:00"), rrule="FREQ=DAILY;COUNT=2", title="Daily")
    assert sorted(str(e["SUMMARY"]) for e in events(sato.query(sato.space(), DAY))) == ["Daily", "Second"]
    assert len(sato.query(sato.space())) == 3
    other = '<C:comp-filter name="VCALENDAR"><C:comp-filter name="VTODO"/></C:comp-filter>'
    assert sato.report(sato.space(), "C:calendar-query", f"{DATA}<C:filter>{other}</C:filter>") == {}


def test_expanded_by_the_server(sato):
    booked(rrule="FREQ=WEEKLY;COUNT=3")
    expand = '<C:calendar-data><C:expand start="20261201T000000Z" end="20270101T000000Z"/></C:calendar-data>'
    told = sato.query(
        sato.space(),
        '<C:time-range start="20261201T000000Z" end="20270101T000000Z"/>',
        f"<prop>{expand}</prop>",
    )
    assert [e["DTSTART"].dt for e in events(told)] == [at(day, "10:00") for day in (2, 9, 16)]


def test_multiget_gives_what_is_there_and_404_for_the_rest(sato):
    booked(title="Mine")
    (name,) = sato.names(sato.space())
    hrefs = "".join(f"<href>{path}</href>" for path in (name, sato.space() + "nothing.ics"))
    told = sato.report(sato.space(), "C:calendar-multiget", DATA + hrefs)
    assert told[sato.space() + "nothing.ics"] is None
    assert "Mine" in told[name]["calendar-data"].text


def test_thousands_of_names_at_once(sato):
    booked(title="Mine")
    (name,) = sato.names(sato.space())
    paths = [name, *(f"{sato.space()}{n}.ics" for n in range(2500))]
    told = sato.report(
        sato.space(), "C:calendar-multiget", DATA + "".join(f"<href>{p}</href>" for p in paths)
    )
    assert len(told) == 2501 and [path for path in told if told[path]] == [name]


def test_free_busy(kim):
    booked(rrule="FREQ=WEEKLY;COUNT=2")
    body = '<C:free-busy-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
    times = '<C:time-range start="20261202T000000Z" end="20261203T000000Z"/></C:free-busy-query>'
    answer = kim.ask("REPORT", kim.space(), body + times, "1")
    assert answer.status_code == 200 and answer.text.count("FREEBUSY;") == 1
    assert "FREEBUSY;FBTYPE=BUSY:20261202T010000Z/20261202T020000Z" in answer.text


def test_get_and_head(sato):
    booked(title="Mine")
    (name,) = sato.names(sato.space())
    whole, head = sato.ask("GET", name), sato.ask("HEAD", name)
    assert whole.status_code == 200 and "SUMMARY:Mine" in whole.text and head.data == b""
    assert whole.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert whole.headers["ETag"] == head.headers["ETag"]
    assert whole.headers["ETag"] == sato.propfind(name, "<getetag/>")[name]["getetag"].text
    assert sato.ask("GET", sato.space() + "nothing.ics").status_code == 404
    assert sato.ask("GET", sato.space()).text.count("BEGIN:VEVENT") == 1


def test_what_is_long_over_is_found_by_its_name_and_its_time(sato, now):
    booked()
    (name,) = sato.names(sato.space())
    now.at = NOW + timedelta(days=120)
    assert sato.names(sato.space()) == []
    assert sato.ask("GET", name).status_code == 200
    assert list(sato.query(sato.space(), DAY)) == [name]


def test_the_number_of_questions_does_not_grow_with_the_calendar(sato):
    counts = []
    asked = lambda: [sato.propfind(sato.space(), "<getetag/>", "1"), sato.query(sato.space())]  # noqa: E731
    asked()
    for day in (2, 3, 4, 7):
        booked(span(day, "10:00", "11:00"), attendees=(Invited("li@example.tw", "Li"),))
        counts.append(len(statements(asked)))
    assert len(set(counts)) == 1
    assert len(statements(lambda: sato.propfind(sato.space(), "<getetag/>", "1"))) <= 7


def statements(call) -> list[str]:
    seen: list[str] = []
    listen = lambda conn, cursor, statement, *rest: seen.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", listen)
    try:
        call()
    finally:
        event.remove(db.engine, "before_cursor_execute", listen)
    return [one for one in seen if not one.startswith(("BEGIN", "PRAGMA"))]


@pytest.mark.parametrize(
    "sent",
    ["", "<propfind xmlns='DAV:'><allprop/></propfind>", "<propfind xmlns='DAV:'><propname/></propfind>"],
)
def test_all_properties(sato, sent):
    booked()
    for path in ("/dav/", sato.home, sato.space(), *sato.names(sato.space())):
        assert sato.ask("PROPFIND", path, sent, "1").status_code == 207


def test_the_home_and_the_tags_are_told_without_a_text(sato):
    booked()
    tags = sato.sync(sato.space())[1]
    sato.propfind(sato.home, "<S:getctag/><sync-token/>", "1")
    assert len(tags) == 1 and not calendar_texts._kept._values
    sato.report(sato.space(), "C:calendar-multiget", f"{DATA}<href>{tags.pop()}</href>")
    assert calendar_texts._kept._values


def test_the_home_is_told_without_reading_a_booking(sato):
    booked()
    asked = statements(lambda: sato.propfind(sato.home, "<S:getctag/><sync-token/>", "1"))
    assert asked and not [one for one in asked if "FROM reservation" in one or "claim" in one]
    assert [one for one in statements(lambda: sato.sync(sato.space())) if "FROM reservation" in one]
