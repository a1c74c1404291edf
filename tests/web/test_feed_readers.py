"""A feed by its number, for programs that sign in: a mail address and an app password (D41)."""

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.tokens import make_api_token, make_app_password, revoke_token
from booking.extensions import db
from booking.models import SignInTry, Token, User
from tests import factories
from tests.dav.apps import basic
from tests.factories import NOW, person
from tests.web.subscribing import address, booked, events

KIM, SATO = "kim@example.kr", "sato@example.jp"


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


@pytest.fixture
def password() -> str:
    return make_app_password(by=person(SATO), now=NOW, name="Terminal")


def read(client, number: int, email: str, password: str):
    return client.get(f"/feeds/{number}.ics", headers={"Authorization": basic(email, password)})


def test_who_signs_in_finds_what_the_secret_address_has(client, password):
    booked(title="Mine")
    for subject in ("me", "space"):
        path, number = address(SATO, subject)
        secret, mine = client.get(path), read(client, number, SATO, password)
        assert mine.data == secret.data and len(events(mine)) == 1
        assert mine.headers["ETag"] == secret.headers["ETag"]
        again = {"Authorization": basic(SATO, password), "If-None-Match": mine.headers["ETag"]}
        assert client.get(f"/feeds/{number}.ics", headers=again).status_code == 304
    assert read(client, number, f" {SATO.upper()}", password.upper().replace("-", " ")).status_code == 200


def test_who_does_not_is_asked_to(client, password):
    _, number = address(SATO, "me")
    asked = client.get(f"/feeds/{number}.ics")
    assert (asked.status_code, asked.mimetype) == (401, "text/plain")
    assert asked.headers["WWW-Authenticate"] == 'Basic realm="Silkroom", charset="UTF-8"'
    assert "BEGIN" not in asked.text and "Set-Cookie" not in asked.headers


def test_only_an_app_password_of_the_same_person_will_do(client, password):
    _, number = address(SATO, "me")
    kims = make_app_password(by=person(KIM), now=NOW, name="Phone")
    for email, wrong in (
        (SATO, "wrong"),
        (SATO, "demo"),
        (KIM, password),
        (SATO, kims),
        (SATO, make_api_token(by=person(SATO), now=NOW)),
        ("", password),
        (SATO, ""),
        (SATO, "x" * 5000),
        (SATO, "\x00"),
    ):
        assert read(client, number, email, wrong).status_code == 401, (email, wrong)
    headers = {"Authorization": f"Bearer {password}"}
    assert client.get(f"/feeds/{number}.ics", headers=headers).status_code == 401
    assert read(client, number, KIM, kims).status_code == 404, "another's"
    assert read(client, 99999, SATO, password).status_code == 404
    assert read(client, 10**20, SATO, password).status_code == 404


def test_what_is_taken_back_ends_it(client, password):
    _, number = address(SATO, "me")
    _, other = address(SATO, "me")
    revoke_token(number, by=person(SATO), now=NOW)
    assert read(client, number, SATO, password).status_code == 410
    assert read(client, other, SATO, password).status_code == 200
    db.session.scalars(select(User).filter_by(email=SATO)).one().active = False
    db.session.commit()
    assert read(client, other, SATO, password).status_code == 401
    db.session.scalars(select(User).filter_by(email=SATO)).one().active = True
    db.session.commit()
    revoke_token(db.session.scalar(select(Token.id).filter_by(kind="dav")), by=person(SATO), now=NOW)
    assert read(client, other, SATO, password).status_code == 401


def test_wrong_passwords_are_counted(app, client, password):
    """As those of calendar apps are: a right one is answered all the same."""
    app.config["SIGN_IN_TRIES"] = 1
    _, number = address(SATO, "me")
    statuses = [read(client, number, SATO, "wrong").status_code for _ in range(12)]
    assert statuses == [401] * 10 + [429] * 2
    assert len(db.session.scalars(select(SignInTry)).all()) == 10
    db.session.rollback()
    assert read(client, number, SATO, password).status_code == 200


def test_both_uses_are_noted(client, password):
    _, number = address(SATO, "me")
    read(client, number, SATO, password)
    rows = db.session.execute(select(Token.kind, Token.last_used_at)).all()
    assert dict(map(tuple, rows)) == {"feed": NOW, "dav": NOW}
