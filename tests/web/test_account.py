"""One's own account: what can be changed, and secrets that are shown once."""

import html
import re

import pytest
from sqlalchemy import func, select

from booking import clock
from booking.extensions import db
from booking.models import AuditEntry, SignIn, Token, User
from booking.queries.people import by_email
from booking.rules import secrets
from booking.rules.passwords import hashed, verify
from tests import factories
from tests.factories import NOW
from tests.web.pages import post, signed_in

ALICE, CAROL, BOB = "sato@example.jp", "suzuki@example.jp", "staff@example.jp"
OLD, NEW = "the old pass phrase", "quite a new one"


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def alice_row() -> User:
    db.session.rollback()
    return by_email(ALICE)


def secret_in(page: str) -> list[str]:
    return [html.unescape(text) for text in re.findall(r'<input readonly value="([^"]+)"', page)]


def test_the_account_is_shown_and_changed(app, centre):
    alice = signed_in(app, ALICE)
    page = alice.get("/account").text
    assert "北海ソフト" in page and ALICE in page and 'lang="ja">sato' in page
    answer = post(alice, "/account", locale="ko", tzid="Asia/Kolkata")
    assert answer.status_code == 303
    assert (alice_row().locale, alice_row().tzid) == ("ko", "Asia/Kolkata")
    entry = db.session.scalars(select(AuditEntry).filter_by(action="edit_account")).one()
    kept = {"reading": "", "digest": True}
    assert entry.before == {"locale": "ja", "tzid": "Asia/Tokyo"} | kept
    assert entry.after == {"locale": "ko", "tzid": "Asia/Kolkata"} | kept


@pytest.mark.parametrize("wrong", [{"tzid": "Mars/Base"}, {"tzid": ""}, {"locale": "xx"}, {"locale": ""}])
def test_a_wrong_language_or_zone_changes_nothing(app, centre, wrong):
    answer = post(signed_in(app, ALICE), "/account", **{"locale": "ko", "tzid": "Asia/Seoul"} | wrong)
    assert answer.status_code == 422 and f'id="{next(iter(wrong))}-errors"' in answer.text
    assert (alice_row().locale, alice_row().tzid) == ("ja", "Asia/Tokyo")


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("Seoul", "Asia/Seoul"), (" new york ", "America/New_York"), ("asia/kolkata", "Asia/Kolkata")],
)
def test_a_zone_may_be_named_by_its_city(app, centre, typed, zone):
    assert post(signed_in(app, ALICE), "/account", locale="ja", tzid=typed).status_code == 303
    assert alice_row().tzid == zone


def test_a_city_of_two_zones_is_none(app, centre):
    assert post(signed_in(app, ALICE), "/account", locale="ja", tzid="Indianapolis").status_code == 422


def with_password() -> None:
    alice_row().password_hash = hashed(OLD)
    db.session.commit()


def test_a_new_password_signs_out_the_other_browsers(app, centre):
    with_password()
    here, elsewhere, carol = signed_in(app, ALICE), signed_in(app, ALICE), signed_in(app, CAROL)
    assert post(here, "/account/password", old=OLD, new=NEW).status_code == 303
    assert verify(alice_row().password_hash, NEW) and not verify(alice_row().password_hash, OLD)
    assert here.get("/account").status_code == 200 and carol.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 303
    assert db.session.scalars(select(AuditEntry).filter_by(action="change_password")).one().after is None


@pytest.mark.parametrize(
    "old, new, told", [(OLD, "eleven char", "new"), (OLD, "x" * 1025, "new"), ("wrong", NEW, "old")]
)
def test_a_password_that_is_not_accepted(app, centre, old, new, told):
    with_password()
    answer = post(signed_in(app, ALICE), "/account/password", old=old, new=new)
    assert answer.status_code == 422 and f'id="{told}-errors"' in answer.text
    assert old not in answer.text and new not in answer.text and verify(alice_row().password_hash, OLD)


def test_the_old_password_cannot_be_guessed_for_long(app, centre):
    app.config["SIGN_IN_TRIES"] = 2
    with_password()
    alice = signed_in(app, ALICE)
    codes = [post(alice, "/account/password", old=f"guess {n}", new=NEW).status_code for n in range(3)]
    assert codes == [422, 422, 429]
    assert post(alice, "/account/password", old=OLD, new=NEW).status_code == 429


def test_without_a_password_there_is_none_to_change(app, centre):
    alice = signed_in(app, ALICE)
    assert 'name="old"' not in alice.get("/account").text
    assert post(alice, "/account/password", old="", new=NEW).status_code == 422


def test_an_api_token_is_shown_once(app, centre):
    alice = signed_in(app, ALICE)
    made = post(alice, "/account/tokens", name="script")
    (secret,) = secret_in(made.text)
    assert made.status_code == 201
    assert db.session.scalars(select(Token.hash)).one() == secrets.digest(secret)
    assert secret not in alice.get("/account").text
    token_id = db.session.scalars(select(Token.id)).one()
    assert post(signed_in(app, CAROL), f"/account/tokens/{token_id}/revocation").status_code == 404
    assert post(alice, f"/account/tokens/{token_id}/revocation").status_code == 303
    assert f"/account/tokens/{token_id}/revocation" not in alice.get("/account").text
    assert post(alice, f"/account/tokens/{token_id}/revocation").status_code == 404


ROUTES = [
    ("get", "/account"),
    ("post", "/account"),
    ("post", "/account/password"),
    ("post", "/account/tokens"),
    ("post", "/account/tokens/1/revocation"),
]


def test_nobody_is_sent_to_sign_in(app, centre):
    nobody = signed_in(app, None)
    for method, path in ROUTES:
        answer = nobody.get(path) if method == "get" else post(nobody, path, subject="me", name="x", new=NEW)
        assert answer.status_code == 303 and answer.location.startswith("/sign-in"), path
    assert db.session.scalar(select(func.count()).select_from(Token)) == 0
    assert db.session.scalar(select(func.count()).select_from(SignIn)) == 0


def test_every_change_needs_the_csrf_token(app, centre):
    alice, changes = signed_in(app, ALICE), [path for method, path in ROUTES if method == "post"]
    sent = {"locale": "ko", "tzid": "Asia/Seoul"}
    assert [alice.post(path, data=sent).status_code for path in changes] == [400] * len(changes)
