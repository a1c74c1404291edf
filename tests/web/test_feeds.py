"""Feeds as calendar applications read them."""

import gzip
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.approve import approve
from booking.actions.cancel import cancel
from booking.actions.reply import reply
from booking.actions.tokens import revoke_token
from booking.extensions import db
from booking.models import Attendee, Centre, Occurrence, Resource, Token, User
from booking.queries import booking_events, feed_entries, feed_kept, feed_texts
from booking.queries.kept import Kept
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, span
from tests.said import said
from tests.web.subscribing import address, booked, events, queries

CUT = "Only the first %(most)s events are here. ?all=1 after the address gives all."


@pytest.fixture
def now(monkeypatch):
    """A clock that stands still until it is moved."""
    time = SimpleNamespace(at=NOW)
    monkeypatch.setattr(clock, "now", lambda: time.at)
    return time


@pytest.fixture(autouse=True)
def centre(app, now):
    factories.house()


def summaries(response) -> list[str]:
    return [str(found["SUMMARY"]) for found in events(response)]


def test_a_space_in_full_for_staff(client):
    guests = (Invited("li@example.tw", "Li"),)
    booking = booked(title="Secret plans", attendees=guests, description="Bring the plans")
    path, _ = address("staff@example.jp", level="full")
    response = client.get(path)
    (found,) = events(response)
    assert (found["SUMMARY"], found["STATUS"], found["CLASS"]) == ("Secret plans", "CONFIRMED", "PUBLIC")
    assert str(found["URL"]) == f"http://localhost/reservations/{booking}"
    assert "Bring the plans" in found["DESCRIPTION"] and "Li" in found["DESCRIPTION"]
    assert found["DTSTAMP"].dt == NOW and found["UID"].endswith("@silkroom")
    assert "ATTENDEE" not in found and "/reply/" not in response.text
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert response.headers["Cache-Control"] == "private, max-age=300"
    assert response.last_modified == NOW
    assert "X-WR-CALNAME:room – Centre" in response.text and "METHOD" not in response.text


def test_a_busy_feed_tells_a_stranger_no_name(client):
    booked(title="Secret plans", attendees=(Invited("li@example.tw", "Li"),), tzid="Asia/Seoul")
    path, _ = address("kim@example.kr")
    (found,) = events(client.get(path))
    assert (found["SUMMARY"], found["CLASS"], found["TRANSP"]) == (said("ko", "Busy"), "PRIVATE", "OPAQUE")
    assert found["DTSTART"].params["TZID"] == "Asia/Tokyo", "the space's, not the booker's"
    text = client.get(path).text
    for secret in (
        "Secret",
        "li@",
        "Li\r",
        "sato",
        "北海ソフト",
        "LOCATION",
        "DESCRIPTION",
        "CREATED",
        "Seoul",
        "URL",
    ):
        assert secret not in text, secret


def test_two_busy_feeds_cannot_be_joined(client):
    booked()
    uid = db.session.scalar(select(Occurrence)).reservation.uid
    db.session.rollback()
    kims, satos = address("kim@example.kr")[0], address("sato@example.jp")[0]
    (one,), (other,), (same,) = (events(client.get(path)) for path in (kims, satos, kims))
    assert len({str(one["UID"]), str(other["UID"]), uid}) == 3
    assert one["UID"] == same["UID"]


def test_the_fixed_text_of_a_uid_never_shows(client):
    booked(title=booking_events.FILLED_IN)
    assert booking_events.FILLED_IN not in client.get(address("kim@example.kr")[0]).text
    assert summaries(client.get(address("staff@example.jp", level="titles")[0])) == [booking_events.FILLED_IN]


def test_titles_hold_no_people(client):
    booked(title="Talks", description="private", attendees=(Invited("li@example.tw", "Li"),))
    (found,) = events(client.get(address("staff@example.jp", level="titles")[0]))
    assert (found["SUMMARY"], found["LOCATION"]) == ("Talks", "room, Centre")
    assert "DESCRIPTION" not in found and "URL" not in found


def test_mine_is_what_i_booked_and_what_i_am_invited_to(client):
    guests = (Invited("sato@example.jp", "Sato"),)
    booked(span(2, "10:00", "11:00"), title="Mine")
    booked(span(2, "13:00", "14:00"), "kim@example.kr", title="Invited", attendees=guests)
    booked(span(2, "15:00", "16:00"), "suzuki@example.jp", title="A colleague's")
    response = client.get(address("sato@example.jp", "me")[0])
    assert summaries(response) == ["Mine", "Invited"]
    assert f"X-WR-CALNAME:{said('ja', 'My bookings')} – Centre" in response.text.replace("\r\n ", "")


def test_a_part_is_busy_when_the_whole_is_booked(client):
    booked(spaces=("hall",), answers={})
    assert summaries(client.get(address("kim@example.kr", space="desk-1")[0])) == [said("ko", "Busy")]


def test_tentative_stands_in_it_and_what_is_cancelled_does_not(client):
    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.approval = "always"
    db.session.commit()
    booking = booked()
    path, _ = address("staff@example.jp", level="titles")
    assert [found["STATUS"] for found in events(client.get(path))] == ["TENTATIVE"]
    approve(booking, by=person("staff@example.jp"), now=NOW)
    assert [found["STATUS"] for found in events(client.get(path))] == ["CONFIRMED"]
    cancel(booking, by=person("sato@example.jp"), now=NOW)
    assert events(client.get(path)) == []


def test_unchanged_is_304_by_one_query_and_without_bookings(client):
    booked()
    path, _ = address("kim@example.kr")
    etag = client.get(path).headers["ETag"]
    assert etag.startswith('"')
    response, seen = queries(lambda: client.get(path, headers={"If-None-Match": etag}))
    assert (response.status_code, response.data) == (304, b"")
    assert response.headers["ETag"] == etag and response.headers["Cache-Control"] == "private, max-age=300"
    assert len(seen) == 1 and "occurrence" not in seen[0] and "claim" not in seen[0]
    for tags in (f"W/{etag}", f'"other", {etag}'):
        assert client.get(path, headers={"If-None-Match": tags}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("subject", ["space", "me"])
def test_every_change_gives_another_etag(client, subject):
    path, _ = address("sato@example.jp", subject)
    tags = [client.get(path).headers["ETag"]]
    guests = (Invited("sato@example.jp", "Sato"),)
    booking = booked(email="kim@example.kr", attendees=guests)
    tags.append(client.get(path).headers["ETag"])
    invited = db.session.scalar(select(Attendee.id).filter_by(email="sato@example.jp"))
    reply(invited, partstat="ACCEPTED", now=NOW)
    tags.append(client.get(path).headers["ETag"])
    cancel(booking, by=person("kim@example.kr"), now=NOW)
    tags.append(client.get(path).headers["ETag"])
    assert len(set(tags)) == 4


def test_an_etag_is_for_one_token_language_day_and_amount(client, now):
    path, _ = address("kim@example.kr")
    tags = [client.get(p).headers["ETag"] for p in (path, f"{path}?all=1", address("kim@example.kr")[0])]
    db.session.scalars(select(User).filter_by(email="kim@example.kr")).one().locale = "ja"
    db.session.commit()
    tags.append(client.get(path).headers["ETag"])
    now.at += timedelta(days=1)
    tags.append(client.get(path).headers["ETag"])
    db.session.scalars(select(Centre)).one().names = {"en": "Another name"}
    db.session.commit()
    tags.append(client.get(path).headers["ETag"])
    assert len(set(tags)) == 6


def test_gzip_has_its_own_etag(client):
    booked()
    path, _ = address("kim@example.kr")
    plain, zipped = client.get(path), client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(zipped.data) == plain.data
    assert zipped.headers["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain.headers
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert plain.headers["Vary"] == zipped.headers["Vary"] == "Accept-Encoding"
    again = {"Accept-Encoding": "gzip", "If-None-Match": zipped.headers["ETag"]}
    assert client.get(path, headers=again).status_code == 304
    assert client.get(path, headers={"If-None-Match": zipped.headers["ETag"]}).status_code == 200


def test_head_is_get_without_the_text(client):
    booked()
    path, _ = address("kim@example.kr")
    whole, head = client.get(path), client.head(path)
    names = ("ETag", "Content-Length", "Content-Type", "Last-Modified", "Cache-Control", "Vary")
    assert [head.headers[name] for name in names] == [whole.headers[name] for name in names]
    assert head.data == b""


def test_who_may_not_read_finds_nothing(client):
    path, token_id = address("kim@example.kr")
    assert client.get(path).status_code == 200
    assert client.get("/feeds/unknown.ics").status_code == 404
    user = db.session.scalars(select(User).filter_by(email="kim@example.kr")).one()
    user.active = False
    db.session.commit()
    assert client.get(path).status_code == 404
    db.session.scalars(select(User).filter_by(email="kim@example.kr")).one().active = True
    db.session.commit()
    assert client.get(path).status_code == 200
    revoke_token(token_id, by=person("kim@example.kr"), now=NOW)
    gone = client.get(path)
    assert (gone.status_code, gone.text) == (410, "")
    assert client.get(path, headers={"If-None-Match": "*"}).status_code == 410


def test_an_api_token_is_no_feed(client):
    from booking.actions.tokens import make_api_token

    secret = make_api_token(by=person("kim@example.kr"), now=NOW)
    assert client.get(f"/feeds/{secret}.ics").status_code == 404


def test_a_lost_right_acts_at_once(client):
    booked(title="Secret plans")
    path, _ = address("staff@example.jp", level="full")
    before = client.get(path)
    assert summaries(before) == ["Secret plans"]
    db.session.scalars(select(User).filter_by(email="staff@example.jp")).one().role = "member"
    db.session.commit()
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert summaries(after) == ["Busy"]
    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.visibility = "titles"
    db.session.commit()
    assert summaries(client.get(path)) == ["Secret plans"]
    assert "DESCRIPTION" not in events(client.get(path))[0]


def test_a_feed_is_cut_and_says_so(client, monkeypatch):
    monkeypatch.setattr(feed_texts, "MOST", 2)
    for day in (2, 3, 4):
        booked(span(day, "10:00", "11:00"))
    path, _ = address("kim@example.kr")
    cut, whole = client.get(path), client.get(f"{path}?all=1")
    assert (len(events(cut)), len(events(whole))) == (2, 3)
    assert said("ko", CUT, most=2) in cut.text.replace("\r\n ", "")
    assert "X-WR-CALDESC" not in whole.text


def test_the_window_is_a_month_back_and_a_year_ahead(client, now):
    booked(span(2, "10:00", "11:00"))
    path, _ = address("kim@example.kr")
    for days, count in ((0, 1), (30, 1), (34, 0)):
        now.at = NOW + timedelta(days=days)
        assert len(events(client.get(path))) == count
    now.at = NOW - timedelta(days=370)
    assert events(client.get(path)) == []


def test_texts_of_events_are_kept_and_a_changed_one_is_made_anew(client, monkeypatch):
    written: list[str] = []
    serialise = feed_entries.serialise
    monkeypatch.setattr(feed_entries, "serialise", lambda e: written.append(e.summary) or serialise(e))
    for day in (2, 3, 4):
        booked(span(day, "10:00", "11:00"), title=f"Day {day}")
    path, _ = address("staff@example.jp", level="titles")
    first = client.get(path)
    assert sorted(written) == ["Day 2", "Day 3", "Day 4"]
    booked(span(7, "10:00", "11:00"), title="Day 7")
    second = client.get(path)
    assert written[3:] == ["Day 7"] and summaries(second) == [*summaries(first), "Day 7"]


def test_a_feed_asks_the_same_number_of_questions_whatever_its_length(client, monkeypatch):
    path, _ = address("staff@example.jp", level="full")
    client.get(path)
    counts = []
    for day in (2, 3, 4, 7):
        booked(span(day, "10:00", "11:00"), attendees=(Invited("li@example.tw", "Li"),))
        counts.append(len(queries(lambda: client.get(path))[1]))
    monkeypatch.setattr(feed_kept, "_kept", Kept(100))
    booked(span(8, "10:00", "11:00"), attendees=(Invited("li@example.tw", "Li"),))
    counts.append(len(queries(lambda: client.get(path))[1]))
    assert set(counts) == {8}


def test_what_is_unchanged_is_not_read_again_for_programs_that_send_no_tag(client):
    booked()
    path, _ = address("kim@example.kr")
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        first = client.get(path, headers=headers)
        again, seen = queries(lambda headers=headers: client.get(path, headers=headers))
        assert (again.status_code, again.data, len(seen)) == (200, first.data, 1)


def test_the_last_use_is_noted_once_a_minute(client, now):
    path, token_id = address("kim@example.kr")

    def used():
        found = db.session.scalar(select(Token.last_used_at).filter_by(id=token_id))
        db.session.rollback()
        return found

    client.get(path)
    assert used() == NOW
    now.at += timedelta(seconds=30)
    client.get(path)
    assert used() == NOW
    now.at += timedelta(seconds=31)
    client.get(path)
    assert used() == now.at


def test_in_the_readers_language_and_not_the_browsers(client):
    booked()
    path, _ = address("kim@example.kr")
    plain = client.get(path)
    assert client.get(path, headers={"Accept-Language": "ja"}).data == plain.data
