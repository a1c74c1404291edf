"""A new account's password, and one that was forgotten, are chosen by a link that came by mail."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from booking.actions.book import book
from booking.extensions import db
from booking.mail.compose import compose
from booking.mail.reading import read
from booking.mail.sender import sender
from booking.models import Message, Reservation, Resource, SignIn, User
from booking.models.message import DROPPED
from booking.outbox.letters import letter
from booking.outbox.present import pointless
from booking.queries.bookings import history
from booking.rules.passwords import verify
from booking.rules.requests import BookedFor
from tests import factories
from tests.factories import NOW, person, user, wish
from tests.web.pages import post, signed_in

STAFF, LIN, SATO = "staff@example.jp", "lin@example.tw", "sato@example.jp"
SECRET = "a long enough one"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    db.session.add(user(LIN, name="林 怡", locale="en"))
    db.session.commit()
    with time_machine.travel(NOW, tick=False) as travel:
        yield travel


def found(email=LIN):
    db.session.rollback()
    return db.session.scalar(select(User).where(User.email == email))


def send_link(app, email=LIN):
    page = f"/admin/people/{found(email).id}"
    assert post(signed_in(app, STAFF), f"{page}/welcome", page=page).status_code == 303
    return mailed(app)


def mailed(app):
    """The path of the link in the newest mail."""
    db.session.rollback()
    row = db.session.scalars(select(Message).where(Message.kind == "welcome").order_by(Message.id)).all()[-1]
    mail = read(compose(letter(row, NOW, sender(app.config)), sender(app.config)))
    return re.search(r"/welcome/[\w-]+", mail.text)[0]


def test_the_link_sets_the_password_once(app):
    path, browser = send_link(app), signed_in(app, None)
    assert LIN in browser.get(path).text and found().password_hash is None
    assert post(browser, path, page=path, password="short").status_code == 422
    assert post(browser, path, page=path, password=SECRET).location.endswith("/sign-in")
    assert verify(found().password_hash, SECRET)
    used = post(browser, path, page="/sign-in", password="another long one")
    assert used.status_code == 410 and "used already" in browser.get(f"{path}?lang=en").text
    assert verify(found().password_hash, SECRET)


def test_bookings_made_for_the_address_become_the_accounts(app):
    made = book(wish(booked_for=BookedFor("Lin", email="wu@example.tw")), by=person(STAFF), now=NOW)
    assert made.person_id is None
    db.session.add(user("wu@example.tw"))
    db.session.commit()
    changed = changes_of("room")
    path = send_link(app, "wu@example.tw")
    post(signed_in(app, None), path, page=path, password=SECRET)
    wu = found("wu@example.tw")
    booking = db.session.scalars(select(Reservation)).one()
    assert booking.person_id == wu.id
    (*_, entry) = history(booking.id)
    assert (entry.action, entry.actor_id, entry.door) == ("attach", wu.id, "link")
    assert (entry.before["reservation"]["person_id"], entry.after["reservation"]["person_id"]) == (
        None,
        wu.id,
    )
    assert wu.changes == 1 and changes_of("room") == changed + 1


def changes_of(slug):
    db.session.rollback()
    return db.session.scalar(select(Resource.changes).where(Resource.slug == slug))


def test_a_link_is_good_for_a_week(app, centre):
    path, browser = send_link(app), signed_in(app, None)
    centre.move_to(NOW + timedelta(days=7))
    assert post(browser, path, page="/sign-in", password=SECRET).status_code == 410
    assert found().password_hash is None


def test_a_newer_link_makes_the_older_void(app):
    older = send_link(app)
    newer, browser = send_link(app), signed_in(app, None)
    assert older != newer
    assert post(browser, older, page="/sign-in", password=SECRET).status_code == 410
    first = db.session.scalars(select(Message).where(Message.kind == "welcome").order_by(Message.id)).first()
    assert pointless(first, NOW) == DROPPED
    assert post(browser, newer, page=newer, password=SECRET).status_code == 303


@pytest.mark.parametrize("token", ["1-x", "999999-" + "a" * 24, "x", "99999999999-" + "a" * 24])
def test_a_forged_link_is_none(app, token):
    assert signed_in(app, None).get(f"/welcome/{token}").status_code == 404


def test_who_forgot_gets_a_link_and_nobody_learns_who_has_an_account(app):
    browser = signed_in(app, None)
    known = post(browser, "/forgotten", page="/forgotten", email=f" {SATO.upper()} ")
    unknown = post(browser, "/forgotten", page="/forgotten", email="nobody@example.jp")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/sign-in")
    assert db.session.scalars(select(Message.recipient)).all() == [SATO]
    signed_in(app, SATO)
    path = mailed(app)
    post(browser, path, page=path, password=SECRET)
    assert not db.session.scalars(select(SignIn).where(SignIn.user_id == found(SATO).id)).all()


def test_asking_again_and_again_is_refused(app):
    browser = signed_in(app, None)
    asked = [post(browser, "/forgotten", page="/forgotten", email=SATO) for _ in range(12)]
    assert [each.status_code for each in asked] == [303] * app.config["SIGN_IN_TRIES"] + [429, 429]
    assert db.session.query(Message).count() == 1, (
        "who asks once more makes the link that came void for nobody"
    )


def test_whoever_repeats_an_address_locks_no_office_out(app):
    browser = signed_in(app, None)
    for _ in range(12):
        post(browser, "/forgotten", page="/forgotten", email="127.0.0.1")
    assert post(browser, "/forgotten", page="/forgotten", email=SATO).status_code == 303


def test_a_link_to_an_address_that_was_mended_since_is_void(app):
    path, page = send_link(app), f"/admin/people/{found().id}"
    mended = {"email": "lin@example.cn", "name": "Lin", "role": "member", "locale": "en", "tzid": "UTC"}
    assert post(signed_in(app, STAFF), page, page=page, **mended, active="y").status_code == 303
    assert post(signed_in(app, None), path, page="/sign-in", password=SECRET).status_code == 410


def test_members_send_no_links(app):
    sato = signed_in(app, SATO)
    assert post(sato, f"/admin/people/{found().id}/welcome", page="/account").status_code == 403
