"""One's own bookings as a calendar that can only be read, for who wants it (D40)."""

import icalendar

from booking import clock
from booking.actions.cancel import cancel
from booking.actions.own_calendar import choose_own_calendar
from booking.actions.reply import reply
from booking.extensions import db
from booking.models import Attendee
from booking.rules.requests import Invited
from tests.dav.test_reading import DAY, booked, events, instants, sync_body, texts
from tests.factories import NOW, at, person, span
from tests.said import said
from tests.web.pages import post, signed_in

MINE = "~bookings"


def wanted(app) -> None:
    choose_own_calendar(True, by=person(app.email), now=NOW)


def test_it_is_there_for_who_wants_it(sato):
    assert sato.space(MINE) not in sato.propfind(sato.home, "<displayname/>", "1")
    assert sato.ask("PROPFIND", sato.space(MINE)).status_code == 404
    wanted(sato)
    told = sato.propfind(sato.home, "<displayname/><current-user-privilege-set/>", "1")[sato.space(MINE)]
    assert told["displayname"].text == said("ja", "My bookings")
    assert "write" not in {one.tag.partition("}")[2] for one in told["current-user-privilege-set"].iter()}


def test_it_has_what_i_booked_and_what_i_am_invited_to_anywhere(sato):
    wanted(sato)
    guests = (Invited("sato@example.jp", "Sato"),)
    booked(span(2, "10:00", "11:00"), title="Mine", rrule="FREQ=WEEKLY;COUNT=2")
    booked(span(2, "13:00", "14:00"), "kim@example.kr", title="Invited", spaces=("hall",), attendees=guests)
    booked(span(2, "15:00", "16:00"), "suzuki@example.jp", title="A colleague's")
    told = sato.query(sato.space(MINE))
    assert sorted(str(event["SUMMARY"]) for event in events(told)) == ["Invited", "Mine"]
    assert [start for start, _ in instants(texts(told)[0])] == [at(2, "10:00"), at(9, "10:00")]
    assert len(sato.query(sato.space(MINE), DAY)) == 2
    name = sato.names(sato.space(MINE))[0]
    found = sato.ask("GET", name)
    assert icalendar.Calendar.from_ical(found.text) and found.headers["ETag"]
    assert sato.ask("PUT", name, found.text).status_code == sato.ask("DELETE", name).status_code == 403


def test_its_token_tells_whether_anything_changed(sato):
    wanted(sato)
    token, names, _ = sato.sync(sato.space(MINE))
    assert names == set() and sato.sync(sato.space(MINE), token) == (token, set(), set())
    number = booked(attendees=(Invited("li@example.tw", "Li"),))
    refused = sato.ask("REPORT", sato.space(MINE), sync_body(token))
    assert refused.status_code == 403 and "valid-sync-token" in refused.text
    again = sato.sync(sato.space(MINE))[0]
    reply(
        db.session.query(Attendee.id).filter_by(email="li@example.tw").scalar(), partstat="ACCEPTED", now=NOW
    )
    cancel(number, by=person(sato.email), now=clock.now())
    assert sato.sync(sato.space(MINE))[0] != again and sato.names(sato.space(MINE)) == []


def test_it_is_chosen_on_the_page_of_app_passwords(app, sato):
    browser = signed_in(app, sato.email)
    assert post(browser, "/account/passwords/own-calendar", own_calendar="y").status_code == 303
    assert "checked" in browser.get("/account/passwords").text
    assert sato.ask("PROPFIND", sato.space(MINE)).status_code == 207
    assert post(browser, "/account/passwords/own-calendar").status_code == 303
    assert sato.ask("PROPFIND", sato.space(MINE)).status_code == 404
