"""Mail that came in, as staff see it: on a page and by the API."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from booking.actions import mailed_reply, refresh
from booking.actions.book import book
from booking.actions.heartbeat import beat
from booking.actions.inbound import Outcome
from booking.actions.inbound_turns import mark_inbound, put_off_inbound, take_inbound
from booking.actions.job_runs import note_run
from booking.actions.leases import hold
from booking.actions.tokens import make_api_token
from booking.extensions import db
from booking.inbound_words import of_inbound
from booking.mailbox.keep import keep
from booking.models import AuditEntry, InboundMessage
from booking.rules import replies
from tests import factories
from tests.factories import NOW, person, wish
from tests.mailbox.doors import HALL, ROOM, mail
from tests.web.pages import Queries, post, signed_in

BOB, KIM = "staff@example.jp", "kim@example.kr"
INBOUND = "/admin/inbound?lang=en"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def bob(app):
    return signed_in(app, BOB)


def came(number: int, recipient: str = ROOM, extra: str = "") -> int:
    return keep(mail(number, "<b>你好</b> =\x0e", extra), (recipient,), door="imap", now=NOW).id


def ended(number: int, status: str = "ignored", code: str = "add_not_taken", **told) -> int:
    row_id = came(number)
    taken = take_inbound("me", now=NOW, only=row_id)
    booking = told.pop("reservation_id", None)
    mark_inbound(taken, "me", Outcome(status, code, told, reservation_id=booking), now=NOW, text="<i>Hi</i>")
    return row_id


def failed(number: int) -> int:
    row_id = came(number)
    for minutes in (1, 5, 25, 125, 0):
        db.session.execute(update(InboundMessage).where(InboundMessage.id == row_id).values(due_at=NOW))
        db.session.commit()
        taken = take_inbound("me", now=NOW, only=row_id)
        assert put_off_inbound(taken, "me", "KeyError: <x>", now=NOW) == bool(minutes)
    return row_id


def state(row_id: int) -> tuple[str, int]:
    db.session.rollback()
    row = db.session.get_one(InboundMessage, row_id)
    return row.status, row.tries


def test_what_became_of_each_is_told_in_words_with_its_booking(bob):
    book(wish(title="T9 <b>"), by=person(KIM), now=NOW)
    booking = db.session.scalars(select(AuditEntry.reservation_id).where(AuditEntry.action == "book")).one()
    ended(1, "done", "undelivered", why="550 <no>", reservation_id=booking)
    ended(2, "refused", "a_code_without_words")
    ended(3, "refused", "unknown_zone", tzid="Mars")
    page = bob.get(INBOUND).text
    assert "A mail of ours did not arrive: 550 &lt;no&gt;" in page and "T9 &lt;b&gt;" in page
    assert f'href="/reservations/{booking}"' in page and "a_code_without_words" in page
    assert "The time zone of the event is unknown: Mars" in page
    assert page.index("mail 3") < page.index("mail 2") < page.index("mail 1")
    assert "li@example.tw" in page and ROOM in page


def test_what_a_client_asked_for_is_told_with_its_booking(bob):
    book(wish(title="T9"), by=person(KIM), now=NOW)
    booking = db.session.scalars(select(AuditEntry.reservation_id).where(AuditEntry.action == "book")).one()
    ended(1, "done", "booked", reservation_id=booking)
    ended(2, "done", "not_booked", why="slot_taken")
    ended(3, "refused", "sender_is_another", sender="li@example.tw")
    page = bob.get(f"{INBOUND}&status=all").text
    assert (
        "A space was invited from a calendar program; it was booked." in page
        and f"/reservations/{booking}" in page
    )
    assert "could not be booked; the space has answered so" in page
    assert "It comes from li@example.tw, but its calendar text is somebody else’s" in page


def test_what_needs_a_person_is_shown_first(bob):
    ended(1)
    assert "0 mails need a person. 0 wait to be handled." in bob.get(INBOUND).text
    failed(2)
    came(3)
    page = bob.get(INBOUND).text
    assert "1 mail needs a person. 1 waits to be handled." in page and "KeyError: &lt;x&gt;" in page
    assert "An error stopped it from being handled." in page
    assert "mail 2" in page and "mail 1" not in page and "mail 3" not in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("status=all", {"mail 1", "mail 2", "mail 3"}), ("status=waiting", {"mail 3"}),
        ("status=done", set()), ("status=ignored", {"mail 1"}),
        ("status=all&text=HALL@", {"mail 3"}), ("status=all&text=MAIL 2", {"mail 2"}),
        ("status=all&text=Li@Example", {"mail 1", "mail 2", "mail 3"}), ("status=all&text=100%25", set()),
        ("status=odd", {"mail 2"}), ("status=all&before=1", set()),
    ],
)  # fmt: skip
def test_filters(bob, query, shown):
    ended(1)
    failed(2)
    came(3, HALL)
    page = bob.get(f"{INBOUND}&{query}").text
    assert {name for name in ("mail 1", "mail 2", "mail 3") if name in page} == shown


def test_one_mail_as_a_person_would_see_it_and_as_it_came(bob):
    row_id = ended(1)
    page = bob.get(f"/admin/inbound/{row_id}?lang=en").text
    assert "&lt;i&gt;Hi&lt;/i&gt;" in page and "Message-ID: &lt;1@example.tw&gt;" in page
    assert "the whole series has to be sent again" in page
    raw = bob.get(f"/admin/inbound/{row_id}/raw")
    assert raw.data == mail(1, "<b>你好</b> =\x0e") and raw.mimetype == "text/plain"
    assert raw.headers["Content-Disposition"] == f"attachment; filename=inbound-{row_id}.eml.txt"
    assert raw.headers["X-Content-Type-Options"] == "nosniff"
    db.session.execute(update(InboundMessage).values(raw=None, text=""))
    db.session.commit()
    bare = bob.get(f"/admin/inbound/{row_id}?lang=en").text
    assert "is not kept any more" in bare and "Handle again" not in bare
    assert bob.get(f"/admin/inbound/{row_id}/raw").status_code == 404
    assert bob.get("/admin/inbound/99999").status_code == 404


def test_a_click_has_it_handled_again(bob):
    row_id = failed(1)
    told = post(bob, f"/admin/inbound/{row_id}/retry?status=failed&text=mail", page=INBOUND)
    assert (told.status_code, told.location) == (303, "/admin/inbound?status=failed&text=mail")
    assert state(row_id) == ("waiting", 0)
    assert "It will be handled again in a moment." in bob.get(INBOUND).text
    again = post(bob, f"/admin/inbound/{row_id}/retry", page=f"/admin/inbound/{row_id}?lang=en")
    assert again.status_code == 409 and "waits to be handled already" in again.text
    done = ended(2)
    back = post(bob, f"/admin/inbound/{done}/retry", page=f"/admin/inbound/{done}?lang=en")
    assert back.location == f"/admin/inbound/{done}" and state(done) == ("waiting", 0)
    take_inbound("me", now=NOW, only=done)
    busy = post(bob, f"/admin/inbound/{done}/retry", page=f"/admin/inbound/{done}?lang=en")
    assert busy.status_code == 409 and "is being handled right now" in busy.text


def test_pages_go_down_and_cost_no_more_for_it(bob):
    def cost() -> int:
        with Queries() as queries:
            bob.get(f"{INBOUND}&status=all")
        return queries.count

    ended(1)
    one = cost()
    for number in range(2, 56):
        came(number)
    assert cost() == one
    page = bob.get(f"{INBOUND}&status=all").text
    older = page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
    assert (
        page.count('href="/admin/inbound/') == 50 and bob.get(older).text.count('href="/admin/inbound/') == 5
    )


def test_whether_anybody_reads_is_said_there_by_readyz_and_only_where_it_matters(app, client, bob):
    beat("here", now=NOW)
    assert "no mailbox is set" in bob.get(INBOUND).text and client.get("/readyz").json["warnings"] == []
    app.config["INBOUND_URL"] = "lmtp://127.0.0.1:2400"
    assert "The mailbox reader is not running." in bob.get(INBOUND).text
    assert client.get("/readyz").json["warnings"] == ["inbound"]
    hold("mailbox", "me", now=NOW, until=NOW + timedelta(hours=9))
    assert "is not running" not in bob.get(INBOUND).text and client.get("/readyz").json["warnings"] == []
    note_run("read mail", "me", now=NOW, took=timedelta(0), error="OSError: <no>")
    assert "OSError: &lt;no&gt;" in bob.get(INBOUND).text
    assert client.get("/readyz").json["warnings"] == ["inbound"]
    note_run("read mail", "me", now=NOW, took=timedelta(0))
    came(1)
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        beat("here", now=NOW + timedelta(minutes=16))
        assert client.get("/readyz").json["warnings"] == ["inbound"]


def test_only_staff(app):
    row_id = failed(1)
    kim, nobody = signed_in(app, KIM), app.test_client()
    for address in ("/admin/inbound", f"/admin/inbound/{row_id}", f"/admin/inbound/{row_id}/raw"):
        assert kim.get(address).status_code == 403 and nobody.get(address).status_code == 303
    assert post(kim, f"/admin/inbound/{row_id}/retry").status_code == 403 and state(row_id)[0] == "failed"


def bearer(email: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {make_api_token(by=person(email), now=NOW)}"}


def test_the_same_by_the_api(client):
    one, other = failed(1), ended(2, "done", "undelivered", why="no")
    staff, kim = bearer(BOB), bearer(KIM)
    found = client.get("/api/v1/inbound?limit=1", headers=staff).json
    assert [row["id"] for row in found["items"]] == [other] and found["next"] == str(other)
    row = client.get(f"/api/v1/inbound/{other}", headers=staff).json
    assert row | {"id": 0} == {
        "id": 0, "status": "done", "outcome": "undelivered", "told": {"why": "no"}, "door": "imap",
        "sender": "li@example.tw", "envelope": [ROOM], "subject": "mail 2", "message_id": "<2@example.tw>",
        "size": len(mail(2, "<b>你好</b> =\x0e")), "received_at": "2026-12-01T00:00:00Z",
        "handled_at": "2026-12-01T00:00:00Z", "tries": 1, "error": "", "uid": None, "reservation_id": None,
        "confirmed_at": None,
    }  # fmt: skip
    asked = "/api/v1/inbound?status=failed&text=MAIL"
    assert [row["id"] for row in client.get(asked, headers=staff).json["items"]] == [one]
    assert client.get(f"{asked}&reservation=7", headers=staff).json["items"] == []
    again = client.post(f"/api/v1/inbound/{one}/retry", headers=staff)
    assert (again.status_code, again.json["status"]) == (200, "waiting")
    twice = client.post(f"/api/v1/inbound/{one}/retry", headers=staff)
    assert (twice.status_code, twice.json["code"]) == (409, "inbound_changed")
    for headers, status in ((kim, 403), ({}, 401)):
        assert client.get("/api/v1/inbound", headers=headers).status_code == status
        assert client.get(f"/api/v1/inbound/{one}", headers=headers).status_code == status
        assert client.post(f"/api/v1/inbound/{one}/retry", headers=headers).status_code == status
    assert client.get("/api/v1/inbound/999999", headers=staff).status_code == 404
    assert client.get("/api/v1/inbound?status=odd", headers=staff).status_code == 422


def test_every_outcome_has_words():
    """Of what comes in for the calendar, whatever its values are."""
    told = {"email": "li@example.tw", "sender": "li@example.tw", "why": "no", "size": 9, "most": 8}
    codes = {*mailed_reply.NOTED.values(), mailed_reply.NO_ANSWER, mailed_reply.UNKNOWN_DATE}
    codes |= {mailed_reply.NOT_INVITED, mailed_reply.TOO_LATE, refresh.SENT, refresh.JUST_SENT}
    codes |= {replies.OUTDATED, replies.OVERTAKEN, replies.TWICE, "held_not_proven", "not_theirs"}
    codes |= {"unknown_invitation", "not_one_person", "add_not_taken", "publish_not_taken"}
    for code in codes | {"declinecounter_not_taken"}:
        assert of_inbound(code, told) not in ("", code), code
