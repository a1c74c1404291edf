"""The relay in front of a real Janus: who may come in, what a page may say, and who is put out."""

import os
import re
import signal
import subprocess
from datetime import timedelta

import pytest
from websockets.exceptions import InvalidStatus

from booking import clock
from booking.actions.attendances import end_meeting, let_in, put_out
from booking.extensions import db
from booking.models import Attendance, Attendee, Occurrence
from booking.rules.meetings import margins
from booking.video.janus import Janus
from tests import factories
from tests.factories import NOW
from tests.relay.stage import CHEN, LI, SATO, Page, attendee, booked, lasts, relay, socket, soon, spec, ticket

OFFER = {"type": "offer", "sdp": "v=0\r\n"}


@pytest.fixture
def settings_of_app():
    return {"VIDEO_PROVIDER": "janus"}


@pytest.fixture
def meeting(app, janus) -> int:
    factories.house()
    return booked()


@pytest.fixture
def running(app, meeting):
    with relay(app) as process:
        yield process


def here(app) -> list[str]:
    return Janus(app.config).presence(spec())


def test_a_ticket_opens_once_and_checks_in(app, running):
    secret = ticket(app, LI)
    page = Page(app, secret)
    entered = page.ours("entered")
    assert (entered["name"], entered["role"], entered["title"]) == ("李", "presenter", "商談")
    db.session.rollback()
    assert db.session.scalars(db.select(Occurrence.checked_in_at)).one()
    assert page.join(display="FORGED", room="other", id="1")["room"] == spec().ref
    assert Page(app, secret).ended() == (4401, "ticket"), "used up"
    assert Page(app, "forged").ended() == (4401, "ticket")
    late = ticket(app, LI)
    db.session.execute(
        db.update(Attendance).where(Attendance.ticket_hash.is_not(None)).values(ticket_until_at=clock.now())
    )
    db.session.commit()
    assert Page(app, late).ended() == (4401, "ticket")


def test_a_page_of_another_origin_is_not_heard(app, running):
    with pytest.raises(InvalidStatus):
        socket(app, origin="https://elsewhere.example")


def test_the_name_and_the_room_are_ours(app, running):
    sato = Page(app, ticket(app, SATO))
    sato.join()
    li = Page(app, ticket(app, LI))  # once sato listens for who comes
    li.join(display="佐藤", id="666")
    people = soon(lambda: (found := people_of(app)) and len(found) == 2 and found)
    assert people == {"sato", "李"}
    names = sato.hear(lambda frame: frame.get("silkroom") == "people" and len(frame["people"]) == 2)
    assert [(one["name"], one["role"]) for one in names["people"]] == [("sato", "host"), ("李", "presenter")]


def people_of(app) -> set[str]:
    with Janus(app.config)._handle() as ask:
        answer = ask({"request": "listparticipants", "room": spec().ref})
    return {one["display"] for one in answer["participants"]}


def test_a_viewer_cannot_publish_by_any_frame(app, running):
    page = Page(app, ticket(app, CHEN))
    assert page.ours("entered")["role"] == "viewer"
    handle = page.attach()
    page.message(handle, request="join", ptype="publisher")
    for request in (
        "publish",
        "configure",
        "unpublish",
        "joinandconfigure",
        "kick",
        "create",
        "destroy",
        "edit",
    ):
        assert page.message(handle, OFFER, request=request)["code"] == 403, request
    assert page.message(handle, OFFER, request="start")["code"] == 403, "an offer beside a harmless request"
    assert page.ask("attach", plugin="janus.plugin.echotest")["janus"] == "success", "it is our plugin anyway"
    for operation in ("claim", "info", "list_sessions", ["create"], None):
        assert page.ask(operation)["error"]["code"] == 403, operation


def test_frames_that_are_none_are_borne(app, running):
    page = Page(app, ticket(app, LI))
    page.ours("entered")
    for text in ("", "[", "[]", "1", '{"janus": {"a": 1}}', "[" * 5000):
        page.socket.send(text)
    page.say(silkroom="chat", text=5)
    page.say(silkroom="chat", text="안녕하세요 " * 1000)
    said = page.ours("chat")
    assert said["name"] == "李" and len(said["text"]) == 2000
    assert Page(app, ticket(app, SATO)).ours("chat")["text"] == said["text"], (
        "whoever comes later reads it too"
    )


def test_who_is_taken_off_the_list_is_out_within_five_seconds(app, running):
    li, sato = Page(app, ticket(app, LI)), Page(app, ticket(app, SATO))
    li.join()
    sato.join()
    soon(lambda: len(here(app)) == 2)
    db.session.execute(db.update(Attendee).filter_by(email=LI).values(removed=True))
    db.session.commit()
    assert li.ended(5) == (4403, "revoked")
    soon(lambda: len(here(app)) == 1, 5)
    assert sato.attach(), "who may stay is not disturbed"


def test_a_host_puts_out_lets_in_and_ends(app, running, meeting):
    sato, li = Page(app, ticket(app, SATO)), Page(app, ticket(app, LI))
    host, attendance = attendee(SATO).id, li.ours("entered")["attendance"]
    sato.ours("entered")
    put_out(attendance, by_attendee=host, now=clock.now())
    assert li.ended(5) == (4403, "removed")
    end_meeting(host, now=clock.now(), margins=margins(app.config))
    assert sato.ended(5) == (4410, "closed")


def test_a_link_that_is_in_use_goes_on_here_or_waits_outside(app, running):
    first = Page(app, ticket(app, LI))
    first.ours("entered")
    second = Page(app, ticket(app, LI))
    assert first.ended(5) == (4409, "elsewhere")
    second.ours("entered")
    from booking.actions.attendances import ask_again, come

    about = {"margins": margins(app.config), "provider": "janus"}
    waits = come(attendee(LI).id, now=clock.now(), **about, how="another", name="王")
    assert waits.ticket == ""
    outside = second.hear(lambda frame: frame.get("people", [{}])[-1].get("waiting"))
    assert outside["people"][1] == {
        "attendance": waits.attendance_id,
        "name": "王",
        "role": "presenter",
        "waiting": True,
    }
    let_in(waits.attendance_id, by_attendee=attendee(SATO).id, now=clock.now())
    third = Page(app, ask_again(waits.attendance_id, attendee(LI).id, now=clock.now()).ticket)
    assert third.ours("entered")["name"] == "王"


def test_at_closing_time_everybody_is_out_and_no_room_is_left(app, running, meeting):
    pages = [Page(app, ticket(app, email)) for email in (SATO, LI, CHEN)]
    for page in pages:
        page.join()
    lasts(meeting, timedelta(seconds=2) - margins(app.config).after)
    for page in pages:
        assert page.ended(8) == (4410, "closed")
    soon(lambda: rooms(app) == "no such room", 5)


def rooms(app) -> str:
    with Janus(app.config)._handle() as ask:
        answer = ask({"request": "listparticipants", "room": spec().ref})
    return "no such room" if answer.get("error_code") == 426 else "there"


def test_janus_is_started_again_and_people_come_back(app, running):
    page = Page(app, ticket(app, LI))
    page.join()
    os.kill(janus_of(running), signal.SIGKILL)
    assert page.ended(5) == (4500, "away")
    again = soon(lambda: came_back(app), 5)
    assert again["videoroom"] == "joined"


def janus_of(relay: subprocess.Popen) -> int:
    found = subprocess.run(
        ["ps", "-o", "pid=,comm=", "--ppid", str(relay.pid)], capture_output=True, text=True
    ).stdout
    return int(re.search(r"(\d+) janus", found)[1])


def came_back(app) -> dict | None:
    try:
        return Page(app, ticket(app, LI)).join()
    except Exception:
        return None


def test_fifty_are_at_once(app, running):
    pages = []
    for _ in range(50):
        db.session.execute(db.update(Attendance).values(left_at=clock.now(), created_at=NOW))
        db.session.commit()
        pages.append(Page(app, ticket(app, LI)))
        pages[-1].ours("entered")
    pages[0].hear(lambda frame: frame.get("silkroom") == "people" and len(frame["people"]) == 50)
