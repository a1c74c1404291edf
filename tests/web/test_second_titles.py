"""A title's line in a second language, and readings, on pages."""

import pytest
import time_machine

from booking.extensions import db
from booking.queries.people import by_email
from tests import factories
from tests.factories import NOW
from tests.web.booking_posts import submit, the_booking, typed
from tests.web.pages import post, signed_in

STAFF, SATO = "staff@example.jp", "sato@example.jp"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


def kept(name, email=SATO):
    db.session.rollback()
    value = getattr(by_email(email), name)
    db.session.rollback()
    return value


def test_it_is_typed_shown_and_changed(app):
    sato = signed_in(app, SATO)
    assert 'name="second_title"' in sato.get("/reservations/new").text
    assert submit(sato, typed(second_title="Talks with <Li>")).status_code == 303
    booking = the_booking()
    at, revision, named = f"/reservations/{booking.id}", booking.revision, booking.second_title
    db.session.rollback()
    assert named == "Talks with <Li>"
    assert '<small><span translate="no">Talks with &lt;Li&gt;</span></small></h1>' in sato.get(at).text
    assert 'value="Talks with &lt;Li&gt;"' in sato.get(f"{at}/change").text
    fields = typed(second_title="Talks", step="confirm", revision=str(revision))
    assert post(sato, f"{at}/change", **fields).status_code == 303
    assert the_booking().second_title == "Talks"


def test_what_is_too_long_stands_beside_its_field_unfolded(app):
    refused = submit(signed_in(app, SATO), typed(second_title="x" * 201))
    assert refused.status_code == 422 and 'href="#second_title"' in refused.text


def test_staff_type_a_reading_and_read_it_and_others_do_not(app):
    staff, sato = signed_in(app, STAFF), signed_in(app, SATO)
    other = typed(booked_for__name="佐藤 次郎", booked_for__email=SATO, booked_for__reading="さとう じろう")
    assert submit(staff, other).status_code == 303
    booking = the_booking().id
    db.session.rollback()
    read = staff.get(f"/reservations/{booking}?lang=en").text
    assert "佐藤 次郎 (さとう じろう)" in read
    page = sato.get(f"/reservations/{booking}").text
    assert "佐藤 次郎" in page and "さとう じろう" not in page


def test_ones_own_reading_is_typed_on_the_account(app):
    sato = signed_in(app, SATO)
    fields = {"locale": "ja", "tzid": "Asia/Tokyo"}
    assert post(sato, "/account", reading="さとう", **fields).status_code == 303
    assert kept("reading") == "さとう" and 'value="さとう"' in sato.get("/account").text
    assert post(sato, "/account", reading="x" * 121, **fields).status_code == 422
    assert post(sato, "/account", **fields).status_code == 303
    assert kept("reading") == "さとう"


def test_staff_switch_their_digest_off_and_on(app):
    staff, sato = signed_in(app, STAFF), signed_in(app, SATO)
    fields = {"locale": "en", "tzid": "Asia/Tokyo"}
    assert 'name="digest"' in staff.get("/account").text and 'name="digest"' not in sato.get("/account").text
    assert post(staff, "/account", **fields).status_code == 303 and not kept("digest", STAFF)
    assert post(staff, "/account", digest="y", **fields).status_code == 303 and kept("digest", STAFF)
    assert post(sato, "/account", **fields).status_code == 303 and kept("digest")
