"""App passwords: many, named, revocable, each shown once (D41)."""

import pytest
from sqlalchemy import func, select

from booking import clock
from booking.extensions import db
from booking.models import AuditEntry, Token
from booking.queries.tokens import api_token, app_password
from booking.rules import secrets
from tests import factories
from tests.factories import NOW
from tests.web.pages import post, signed_in
from tests.web.test_account import secret_in

ALICE, CAROL = "sato@example.jp", "suzuki@example.jp"


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def test_one_is_shown_once_and_kept_hashed(app):
    alice = signed_in(app, ALICE)
    made = post(alice, "/account/passwords", name="phone")
    (secret,) = secret_in(made.text)
    assert made.status_code == 201 and made.headers["Cache-Control"] == "no-store"
    token = db.session.scalars(select(Token)).one()
    assert (token.kind, token.name, token.hash) == ("dav", "phone", secrets.digest(secret))
    entry = db.session.scalars(select(AuditEntry).filter_by(action="make_token")).one()
    assert entry.after == {"kind": "dav"}
    listed = alice.get("/account/passwords").text
    assert "phone" in listed and secret not in listed
    assert "http://localhost/dav/" in listed and ALICE in listed


def test_it_opens_calendars_and_not_the_api(app):
    (secret,) = secret_in(post(signed_in(app, ALICE), "/account/passwords", name="phone").text)
    assert app_password(secrets.digest(secret)).email == ALICE
    assert api_token(secrets.digest(secret)) is None


def test_there_are_many_and_each_is_revoked_alone(app):
    alice, carol = signed_in(app, ALICE), signed_in(app, CAROL)
    for name in ("phone", "laptop"):
        post(alice, "/account/passwords", name=name)
    phone, laptop = db.session.scalars(select(Token.id).order_by(Token.id)).all()
    assert post(carol, f"/account/passwords/{phone}/revocation").status_code == 404
    assert post(alice, f"/account/passwords/{phone}/revocation").status_code == 303
    page = alice.get("/account/passwords").text
    assert "laptop" in page and f"/{laptop}/revocation" in page and f"/{phone}/revocation" not in page
    assert post(alice, f"/account/passwords/{phone}/revocation").status_code == 404


def test_they_stand_on_their_own_page(app):
    alice = signed_in(app, ALICE)
    post(alice, "/account/passwords", name="phone-of-alice")
    account = alice.get("/account").text
    assert "phone-of-alice" not in account
    assert "/account/passwords" in account and "/account/calendars" in account


@pytest.mark.parametrize(("name", "status"), [("", 422), ("  ", 422), ("x" * 121, 422), ("\x00", 400)])
def test_one_without_a_good_name_is_not_made(app, name, status):
    assert post(signed_in(app, ALICE), "/account/passwords", name=name).status_code == status
    assert db.session.scalar(select(func.count()).select_from(Token)) == 0


def test_nobody_is_sent_to_sign_in(app):
    nobody = signed_in(app, None)
    assert nobody.get("/account/passwords").status_code == 303
    assert post(nobody, "/account/passwords", name="x").status_code == 303
    assert signed_in(app, ALICE).post("/account/passwords", data={"name": "x"}).status_code == 400
