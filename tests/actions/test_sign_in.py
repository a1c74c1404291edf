"""Signing in, and how often it may be tried (of simultaneous tries too)."""

import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking.actions import sign_in as module
from booking.actions.sign_in import ADDRESS_FACTOR, WrongCredentials, sign_in, sign_out
from booking.app import create_app
from booking.errors import BookingError, TooManyTries
from booking.extensions import db
from booking.models import AuditEntry, SignIn, SignInTry, User
from booking.rules import secrets
from tests import factories
from tests.factories import NOW
from tests.web.browsing import PASSWORD, give_password

MAIL, CROWD = "sato@example.jp", 30
LIFETIME, WINDOW = timedelta(days=14), timedelta(minutes=15)


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    give_password(MAIL, "kim@example.kr", "staff@example.jp")


def enters(email=MAIL, password=PASSWORD, *, address="192.0.2.1", now=NOW, tries=3):
    return sign_in(email, password, address=address, now=now, lifetime=LIFETIME, tries=tries, window=WINDOW)


def said(*args, **values) -> str:
    try:
        enters(*args, **values)
    except BookingError as refusal:
        return refusal.code
    return "in"


def count(kind) -> int:
    found = db.session.scalar(select(func.count()).select_from(kind))
    db.session.rollback()
    return found


def test_only_the_digest_of_the_browsers_secret_is_kept():
    by, secret = enters()
    kept = db.session.scalars(select(SignIn)).one()
    assert (by.email, kept.hash) == (MAIL, secrets.digest(secret)) and secret not in repr(vars(kept))
    assert kept.expires_at == NOW + LIFETIME
    assert db.session.scalars(select(AuditEntry.action)).all() == ["sign_in"]


def test_signing_out_ends_this_one_only():
    (_, here), (_, _there) = enters(), enters()
    sign_out(here)
    assert count(SignIn) == 1
    sign_out("nothing that was given out")
    assert count(SignIn) == 1


def test_an_address_is_taken_in_any_case_and_with_spaces_around():
    assert said(f" {MAIL.upper()} ") == "in"


@pytest.mark.parametrize(
    "email", ["nobody@example.jp", "", "\x00", f"{MAIL}\x00", "\ud800", "x" * 100_000, "' OR 1=1 --"]
)
def test_who_has_no_account_is_not_let_in(email):
    assert said(email) == "wrong_credentials"
    assert count(SignIn) == 0


@pytest.mark.parametrize("password", ["", "wrong", PASSWORD + " ", PASSWORD.upper(), "x" * 100_000, "\x00"])
def test_a_wrong_password_is_not_let_in(password):
    assert said(MAIL, password) == "wrong_credentials" and count(SignIn) == 0


def test_who_was_put_out_is_not_let_in():
    db.session.scalars(select(User).filter_by(email=MAIL)).one().active = False
    db.session.commit()
    assert said() == "wrong_credentials"


def test_an_account_without_password_has_none_that_fits():
    for password in ("", "None", PASSWORD):
        assert said("suzuki@example.jp", password, address=f"192.0.2.{len(password)}") == "wrong_credentials"


def test_too_many_for_one_account_from_wherever():
    heard = [said(MAIL, "wrong", address=f"192.0.2.{n}") for n in range(5)]
    assert heard == ["wrong_credentials"] * 3 + ["too_many_tries"] * 2
    assert said() == "too_many_tries", "also the right one"
    assert said("kim@example.kr") == "in"


def test_an_account_that_does_not_exist_is_limited_alike():
    heard = [said("nobody@example.jp", address=f"192.0.2.{n}") for n in range(5)]
    assert heard == ["wrong_credentials"] * 3 + ["too_many_tries"] * 2


def test_too_many_from_one_address_for_whomever():
    heard = [said(f"u{n}@example.jp", tries=1) for n in range(ADDRESS_FACTOR + 2)]
    assert heard == ["wrong_credentials"] * ADDRESS_FACTOR + ["too_many_tries"] * 2
    assert said("kim@example.kr", tries=1) == "too_many_tries"
    assert said("staff@example.jp", tries=1, address="192.0.2.2") == "in"


def test_after_a_while_it_may_be_tried_again():
    assert [said(MAIL, "wrong") for _ in range(4)][-1] == "too_many_tries"
    assert said(now=NOW + WINDOW - timedelta(seconds=1)) == "too_many_tries"
    assert said(now=NOW + 2 * WINDOW) == "in"


def test_one_that_succeeds_is_taken_back():
    for _ in range(10):
        assert said() == "in"
    assert count(SignInTry) == 0


def test_failed_tries_of_the_account_are_forgotten_once_it_succeeds():
    assert [said(MAIL, "wrong"), said(MAIL, "wrong"), said(), said(MAIL, "wrong"), said()] == [
        "wrong_credentials", "wrong_credentials", "in", "wrong_credentials", "in",
    ]  # fmt: skip


@pytest.fixture
def reached(monkeypatch) -> list[str]:
    """The passwords that were looked at; each look takes a moment, so that the tries meet."""
    seen: list[str] = []

    def slow(kept, password):
        seen.append(password)
        time.sleep(0.05)
        return False

    monkeypatch.setattr(module, "verify", slow)
    return seen


@pytest.fixture
def two_apps(app, database_url):
    other = create_app(
        {
            "DATABASE_URL": database_url,
            "INSTANCE_PATH": str(app.config["INSTANCE_PATH"]),
            "SECRET_KEY": "tests",
        }
    )
    yield app, other
    with other.app_context():
        db.engine.dispose()


def at_once(apps, accounts, tries: int) -> Counter[str]:
    """As many threads as accounts, let go together, by turns in each of the two applications."""
    barrier = threading.Barrier(len(accounts))

    def one(n: int) -> str:
        with apps[n % 2].app_context():
            barrier.wait(30)
            return said(accounts[n], str(n), tries=tries)

    with ThreadPoolExecutor(len(accounts)) as pool:
        return Counter(pool.map(one, range(len(accounts))))


def test_of_thirty_at_once_no_more_than_allowed_reach_the_password(two_apps, reached):
    heard = at_once(two_apps, [MAIL] * CROWD, tries=10)
    assert len(reached) <= 10 and heard["wrong_credentials"] == len(reached)
    assert set(heard) <= {"wrong_credentials", "too_many_tries"} and heard.total() == CROWD
    with pytest.raises(TooManyTries):
        enters(tries=10)


def test_nor_of_thirty_from_one_address(two_apps, reached):
    heard = at_once(two_apps, [f"u{n}@example.jp" for n in range(CROWD)], tries=1)
    assert len(reached) <= ADDRESS_FACTOR and heard["wrong_credentials"] == len(reached)
    assert heard["too_many_tries"] == CROWD - len(reached)


def test_the_threads_would_all_reach_it_if_tries_were_not_counted(two_apps, reached, monkeypatch):
    monkeypatch.setattr(module, "_refuse_too_many", lambda *args, **values: None)
    assert at_once(two_apps, [MAIL] * CROWD, tries=10) == {WrongCredentials.code: CROWD}
    assert len(reached) == CROWD
