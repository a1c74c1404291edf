"""Held mail as staff see it, who may take it as confirmed: on a page and by the API."""

import pytest
import time_machine
from sqlalchemy import select

from booking.actions.tokens import make_api_token
from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.mailbox.turns import handle_due
from booking.models import AuditEntry, Message, Reservation
from tests import factories
from tests.factories import NOW, person
from tests.mailbox.doors import rows
from tests.mailbox.invitations import SERVER, invitation, standing_in
from tests.mailbox.test_held import come
from tests.web.pages import post, signed_in

BOB, KIM, LI = "staff@example.jp", "kim@example.kr", "li@example.tw"


@pytest.fixture
def settings_of_app():
    return {"INBOUND_DOMAIN": "rooms.example", "AUTHSERV_ID": SERVER}


@pytest.fixture(autouse=True)
def desk(app):
    factories.house()
    with time_machine.travel(NOW, tick=False), standing_in() as standing:
        yield standing


@pytest.fixture
def bob(app):
    return signed_in(app, BOB)


def handled(app) -> None:
    assert handle_due(app.config, "me") == 1


def test_it_is_told_in_words_and_can_be_looked_for(app, bob):
    come(app, invitation(KIM, organizer=KIM))
    come(app, invitation(organizer="sato@example.jp", uid="2"))
    page = bob.get("/admin/inbound?status=all&lang=en").text
    assert "1 is held until its sender confirms it." in page
    assert f"It is not proven that {KIM} sent this." in page and "is somebody else’s" in page
    held = bob.get("/admin/inbound?status=held&lang=en").text
    assert "REQUEST 1@example.tw" in held and "REQUEST 2" not in held and "Take it as confirmed" in held


def test_a_click_takes_it_as_confirmed(app, bob, desk):
    row_id = come(app, invitation(KIM, organizer=KIM))
    one = f"/admin/inbound/{row_id}"
    shown = bob.get(f"{one}?lang=en").text
    assert "Tea tasting" in shown and "09:00–10:00" in shown and "10:00–11:00" in shown
    back = post(bob, f"{one}/confirmation?status=held", page=f"{one}?lang=en")
    assert (back.status_code, back.location) == (303, "/admin/inbound?status=held")
    entry = db.session.scalars(select(AuditEntry).filter_by(action="confirm_inbound")).one()
    assert (entry.actor_name, entry.door, entry.subject) == ("staff", "web", f"inbound:{row_id}")
    handled(app)
    assert [who.by.email for who in desk.seen] == [KIM] and rows()[0].status == "done"
    page = bob.get(f"{one}?lang=en").text
    assert "Confirmed by its sender, or by staff" in page and "Take it as confirmed" not in page
    again = post(bob, f"{one}/confirmation", page=f"{one}?lang=en")
    assert again.status_code == 409 and "This mail is not held" in again.text


@pytest.mark.parametrize(("sender", "name"), [("Li <li@example.tw>", "Li"), (LI, LI)])
def test_one_without_an_account_is_then_who_the_mail_says(app, bob, desk, sender, name):
    row_id = come(app, invitation(sender))
    assert post(bob, f"/admin/inbound/{row_id}/confirmation").status_code == 303
    handled(app)
    (booking,) = db.session.scalars(select(Reservation))
    assert (booking.contact_name, booking.contact_email, booking.person_id) == (name, LI, None)


def test_what_its_sender_was_sent_is_not_sent_any_more(app, bob):
    row_id = come(app, invitation(KIM, organizer=KIM))
    post(bob, f"/admin/inbound/{row_id}/confirmation")
    deliver_due(NOW)
    db.session.rollback()
    asked = select(Message.status).where(Message.kind == "confirm")
    assert db.session.scalars(asked).all() == ["dropped"]


def test_one_that_no_program_is_asked_about_waits_for_staff(app, bob):
    row_id = come(app, invitation(KIM, "Auto-Submitted: auto-generated", organizer=KIM))
    assert "nobody was asked" in bob.get(f"/admin/inbound/{row_id}?lang=en").text
    assert post(bob, f"/admin/inbound/{row_id}/confirmation").status_code == 303
    handled(app)
    assert rows()[0].status == "done"


def test_only_staff(app):
    row_id = come(app, invitation(KIM, organizer=KIM))
    kim = signed_in(app, KIM)
    assert post(kim, f"/admin/inbound/{row_id}/confirmation").status_code == 403
    assert (
        post(app.test_client(), f"/admin/inbound/{row_id}/confirmation", page="/sign-in").status_code != 200
    )
    assert rows()[0].status == "held"


def test_the_same_by_the_api(app, client):
    row_id = come(app, invitation(KIM, organizer=KIM))
    token = make_api_token(by=person(BOB), now=NOW)
    headers = {"Authorization": f"Bearer {token}"}
    found = client.get("/api/v1/inbound?status=held", headers=headers).json["items"]
    assert [(row["id"], row["outcome"], row["confirmed_at"]) for row in found] == [
        (row_id, "held_not_proven", None)
    ]
    done = client.post(f"/api/v1/inbound/{row_id}/confirmation", headers=headers)
    assert (done.status_code, done.json["status"]) == (200, "waiting")
    assert done.json["confirmed_at"] == "2026-12-01T00:00:00Z"
    again = client.post(f"/api/v1/inbound/{row_id}/confirmation", headers=headers)
    assert (again.status_code, again.json["code"]) == (409, "inbound_not_held")
    assert client.post("/api/v1/inbound/999999/confirmation", headers=headers).status_code == 404
