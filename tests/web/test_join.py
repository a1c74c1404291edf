"""The way into a video meeting: when it is open, for whom, and what each other link is told."""

from email import message_from_bytes, policy

import pytest
from sqlalchemy import select, update

from booking import clock
from booking.actions.attendances import come, make_link
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.actions.change import change
from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.models import Attendance, Attendee, Meeting, Occurrence
from booking.rules.links import GUEST, JOIN, REPLY, signed
from booking.rules.meetings import margins
from booking.rules.requests import Edit
from booking.video.janus_setup import binary
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.relay.stage import CHEN, GUESTS, LI, SATO
from tests.web.pages import TOKEN, post, signed_in

OPEN, EARLY, LATE = at(2, "10:05"), at(2, "09:49"), at(2, "11:11")


@pytest.fixture
def settings_of_app():
    return {"VIDEO_PROVIDER": "janus", "JANUS_BIN": "sh"}  # any program: none is spoken to here


@pytest.fixture
def made(app, monkeypatch) -> int:
    factories.house()
    monkeypatch.setattr(clock, "now", lambda: OPEN)
    return book(
        wish(title="商談", attendees=GUESTS, video=True), by=person(SATO), now=NOW, answer=lambda one: one.id
    )


def at_time(monkeypatch, when) -> None:
    monkeypatch.setattr(clock, "now", lambda: when)


def attendee(email: str) -> Attendee:
    db.session.rollback()
    return db.session.scalars(select(Attendee).filter_by(email=email)).one()


def attendances() -> list[Attendance]:
    db.session.rollback()
    return list(db.session.scalars(select(Attendance).order_by(Attendance.id)))


def link(email: str = LI, key: str = "tests", purpose: str = JOIN) -> str:
    them = attendee(email)
    return f"/join/{signed(key, purpose, them.id, them.generation)}"


def enter(client, path: str, **data):
    return post(client, path, page=path, **data)


def test_a_look_admits_nobody(client, made):
    for method in (client.get, client.head):
        assert method(link()).status_code == 200
    assert attendances() == []
    page = client.get(link())
    assert page.headers["Cache-Control"] == "no-store" and page.headers["Referrer-Policy"] == "no-referrer"
    assert "camera=(self), microphone=(self), display-capture=(self)" in page.headers["Permissions-Policy"]
    assert "connect-src 'self' ws://127.0.0.1:8011;" in page.headers["Content-Security-Policy"]
    assert "camera=()" in client.get("/").headers["Permissions-Policy"]


def test_a_click_mints_a_ticket_for_that_person_alone(client, made):
    told = enter(client, link()).json
    assert set(told) == {"attendance", "ticket", "ws_url", "ice"} and told["ice"] == []
    (row,) = attendances()
    assert (row.id, row.name, row.role) == (told["attendance"], "李", "presenter")
    assert told["ticket"] not in (row.ticket_hash, "") and row.ticket_until_at > OPEN
    assert enter(client, link(CHEN)).json["attendance"] != row.id
    assert [one.role for one in attendances()][1] == "viewer"
    assert db.session.scalars(select(Meeting)).one().provider == "janus"


def test_without_the_forms_token_nothing_is_minted(client, made):
    assert client.post(link()).status_code == 400
    assert attendances() == []


@pytest.mark.parametrize("when, status, said", [
    (EARLY, 425, "The meeting is not open yet."),
    (LATE, 410, "The meeting is over."),
])  # fmt: skip
def test_outside_of_its_time(client, made, monkeypatch, when, status, said):
    path = link()
    token = TOKEN.search(client.get(path).text)[1]
    at_time(monkeypatch, when)
    page = client.get(path)
    assert page.status_code == status and said in page.text
    refused = client.post(path, data={"csrf_token": token})
    assert refused.status_code == 410 and refused.json["code"] == "meeting_not_open"
    assert attendances() == []


def test_too_early_says_when_by_both_clocks(client, made, monkeypatch):
    at_time(monkeypatch, EARLY)
    page = client.get(link())
    assert "09:50" in page.text and "08:50" in page.text


def test_a_moved_meeting_needs_no_new_mail(client, made, monkeypatch):
    path = link()
    change(made, Edit(interval=span(3, "10:00", "11:00")), by=person(SATO), now=NOW)
    assert client.get(path).status_code == 425
    at_time(monkeypatch, at(3, "10:05"))
    assert client.get(path).status_code == 200


def test_a_cancelled_one_and_one_without_video(client, made, monkeypatch):
    path = link()
    cancel(made, by=person(SATO), now=NOW)
    page = client.get(path)
    assert page.status_code == 410 and "cancelled" in page.text
    db.session.execute(update(Occurrence).values(status="confirmed"))
    db.session.commit()
    change(made, Edit(video=False), by=person(SATO), now=NOW)
    assert client.get(path).status_code == 404


def test_a_wrong_a_revoked_and_another_purposes_link(client, made):
    path = link()
    for wrong in (
        path[:-1],
        path + "x",
        link(key="forged"),
        link(purpose=REPLY),
        "/join/",
        "/join/g1-x",
        "/join/0-",
    ):
        assert client.get(wrong).status_code == 404, wrong
        assert client.post(wrong).status_code in (400, 404, 405), wrong
    db.session.execute(update(Attendee).values(generation=1))
    db.session.commit()
    assert "This link leads to no meeting" in client.get(f"{path}?lang=en").text
    assert client.get(link()).status_code == 200


def test_a_link_in_use_elsewhere_asks_who_it_is(app, client, made):
    enter(client, link())
    db.session.rollback()
    db.session.execute(update(Attendance).values(joined_at=OPEN))
    db.session.commit()
    refused = enter(client, link())
    assert refused.status_code == 409 and refused.json["code"] == "link_in_use"
    waiting = enter(client, link(), how="another", name="王").json
    assert waiting["ticket"] == ""
    assert enter(client, link(), attendance=waiting["attendance"]).json["ticket"] == ""
    assert enter(client, link(CHEN), attendance=waiting["attendance"]).status_code == 404
    host = link(SATO)
    assert enter_part(client, link(), "admission", attendance=waiting["attendance"]).status_code == 403
    assert enter_part(client, host, "admission", attendance=waiting["attendance"]).status_code == 200
    assert enter(client, link(), attendance=waiting["attendance"]).json["ticket"]


def enter_part(client, path: str, part: str, **data):
    return post(client, f"{path}/{part}", page=path, **data)


def test_a_host_makes_a_link_for_a_guest(client, made):
    made_link = enter_part(client, link(SATO), "guest", name="王", role="viewer").json["url"]
    path = made_link.removeprefix("http://localhost")
    assert client.get(path).status_code == 200
    told = enter(client, path).json
    (row,) = (one for one in attendances() if one.id == told["attendance"])
    assert (row.name, row.role, row.attendee_id) == ("王", "viewer", None)
    assert enter_part(client, path, "end").status_code == 403
    assert enter_part(client, link(SATO), "guest", name=" ").status_code == 422
    assert enter_part(client, link(SATO), "guest", name="x", role="host").status_code == 422


def test_who_was_put_out_does_not_come_back(client, made):
    told = enter(client, link()).json
    assert enter_part(client, link(SATO), "removal", attendance=told["attendance"]).status_code == 200
    assert enter(client, link()).status_code == 403
    assert enter_part(client, link(SATO), "removal", attendance=10**9).status_code == 404


def test_a_host_ends_it_for_everybody(client, made):
    enter(client, link())
    assert enter_part(client, link(SATO), "end").status_code == 200
    assert client.get(link()).status_code == 410


def test_what_is_ended_before_its_beginning_is_still_to_come(client, made, monkeypatch):
    at_time(monkeypatch, at(2, "09:55"))
    told = enter(client, link(SATO)).json
    assert enter_part(client, link(SATO), "end").status_code == 200
    assert [one.removed_for for one in attendances() if one.id == told["attendance"]] == ["closed"]
    assert client.get(link()).status_code == 200


def test_nobody_fills_the_hosts_list(client, made):
    codes = [enter(client, link()).status_code for _ in range(21)]
    assert codes == [200] * 20 + [429] and len(attendances()) == 20


def test_the_mail_has_the_link_and_the_calendar_part_too(app, client, made):
    deliver_due(NOW)
    parts = dict(mailed_to(app, LI))
    for kind in ("text/plain", "text/html", "text/calendar"):
        assert link() in parts[kind], kind
        assert link(CHEN) not in parts[kind]
    assert f"URL:http://localhost{link()}" in parts["text/calendar"]
    assert "CONFERENCE;" in parts["text/calendar"]


def mailed_to(app, recipient: str):
    """Content by its type; lines of a calendar put together again (RFC 5545 3.1)."""
    for file in (app.config["INSTANCE_PATH"] / "mail").glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        for part in mail.walk() if recipient in mail["To"] else ():
            if part.get_content_type().startswith("text/"):
                yield part.get_content_type(), part.get_content().replace("\r\n", "\n").replace("\n ", "")


def test_the_booking_page_leads_in(app, made):
    page = signed_in(app, SATO).get(f"/reservations/{made}?lang=en")
    assert f'href="{link(SATO)}"' in page.text
    assert "/join/" not in signed_in(app, "staff@example.jp").get(f"/reservations/{made}").text


def test_without_a_conference_server_it_says_so(app, client, made, monkeypatch):
    monkeypatch.setitem(app.config, "VIDEO_PROVIDER", "off")
    page = client.get(link())
    assert page.status_code == 503 and "cannot be opened" in page.text
    assert binary({"JANUS_BIN": "/nowhere"}) == ""


def test_a_ticket_is_for_one_meeting_of_a_series(app, client, made):
    about = {"now": OPEN, "margins": margins(app.config), "provider": "janus"}
    made_link = make_link(attendee(SATO).id, **about, name="王", role="presenter")
    assert client.get(f"/join/g{signed('tests', GUEST, made_link)}").status_code == 200
    assert come(attendee(LI).id, **about).ticket
