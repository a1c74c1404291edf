import pytest
from sqlalchemy import func, select

from booking.app import create_app
from booking.extensions import db
from booking.models import Centre, SignIn
from booking.web.sessions import is_local
from tests import factories
from tests.said import said
from tests.web.browsing import PASSWORD, enter, give_password, token

DEMO_CLOSED = "This is a demonstration: its sign-ins work only on the computer that runs it."

MAIL = "sato@example.jp"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    give_password(MAIL, "kim@example.kr")


def cookie(response, name="sign_in"):
    return next(c for c in response.headers.getlist("Set-Cookie") if c.startswith(f"{name}="))


def count(kind) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(kind))


def test_signing_in_and_out(client):
    response = enter(client, MAIL)
    assert (response.status_code, response.location) == (303, "/")
    assert MAIL.split("@")[0] in client.get("/").text
    left = client.post("/sign-out", data={"csrf_token": token(client, "/sign-out")})
    assert left.status_code == 303 and count(SignIn) == 0
    assert "/account" not in client.get("/").text


def test_the_cookie_is_kept_from_scripts_and_other_sites(client):
    set_cookie = cookie(enter(client, MAIL))
    assert "HttpOnly" in set_cookie and "SameSite=Lax" in set_cookie and "Path=/" in set_cookie
    assert "Secure" not in set_cookie


def test_every_sign_in_has_a_secret_of_its_own(client, app):
    client.set_cookie("sign_in", "planted by somebody")
    first = cookie(enter(client, MAIL))
    second = cookie(enter(app.test_client(), MAIL))
    assert "planted" not in first and first.split(";")[0] != second.split(";")[0]


def test_the_csrf_token_from_before_signing_in_is_worth_nothing_after(client):
    before = token(client)
    enter(client, MAIL)
    assert client.post("/sign-out", data={"csrf_token": before}).status_code == 400
    assert count(SignIn) == 1


def test_a_sign_in_runs_out(client, app):
    enter(client, MAIL)
    db.session.execute(SignIn.__table__.update().values(expires_at=factories.at(1, "00:00", month=1)))
    db.session.commit()
    assert "/account" not in client.get("/").text


def test_without_csrf_token_nothing_happens(client):
    response = client.post("/sign-in", data={"email": MAIL, "password": PASSWORD})
    assert response.status_code == 400 and "text/html" in response.content_type
    assert count(SignIn) == 0


@pytest.mark.parametrize("email, password", [(MAIL, "wrong"), ("nobody@example.jp", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_are_told_alike(client, email, password):
    response = enter(client, email, password)
    assert response.status_code == 401
    assert said("ja", "The mail address or the password is not right.") in response.text


def test_an_empty_form_names_both_fields(client):
    response = enter(client, "", "")
    assert response.status_code == 422
    assert 'href="#email"' in response.text and 'href="#password"' in response.text


@pytest.mark.parametrize(
    "onward, path",
    [
        ("?next=/reservations/new%3Fspace%3Droom", "/reservations/new?space=room"),
        ("?next=https://evil.example/", "/"),
        ("?next=//evil.example/", "/"),
        ("?next=/%5Cevil.example/", "/"),
        ("?next=/%09/evil.example/", "/"),
        ("?next=javascript:alert(1)", "/"),
    ],
)
def test_only_pages_of_ours_follow(client, onward, path):
    assert enter(client, MAIL, onward=onward).location == path


def test_local_paths():
    assert is_local("/a?b=//c") and not is_local("") and not is_local("a")


def test_a_page_that_needs_an_account_comes_after_signing_in(client):
    asked = client.get("/spaces/room/texts?x=1")
    assert asked.status_code == 303 and asked.location == "/sign-in?next=/spaces/room/texts?x%3D1"


class TestLimits:
    @pytest.fixture
    def settings_of_app(self):
        return {"SIGN_IN_TRIES": "3"}

    def test_they_hold_across_processes(self, app, database_url):
        other = create_app({**_same(app), "DATABASE_URL": database_url})
        statuses = []
        for n in range(5):
            one = (app, other)[n % 2]
            statuses.append(enter(one.test_client(), MAIL, "wrong").status_code)
        assert statuses == [401, 401, 401, 429, 429]
        assert enter(app.test_client(), MAIL).status_code == 429
        assert enter(app.test_client(), "kim@example.kr").status_code == 303


def _same(app) -> dict:
    names = ("INSTANCE_PATH", "SECRET_KEY", "BASE_URL", "SIGN_IN_TRIES")
    return {name: str(app.config[name]) for name in names} | {"SCHEDULER": "off"}


class TestHttps:
    @pytest.fixture
    def settings_of_app(self):
        return {"BASE_URL": "https://rooms.example", "TEST_CLOCK": "off", "TRUSTED_HOSTS": "localhost"}

    def test_the_cookie_is_bound_to_the_host(self, app):
        client, at = app.test_client(), "https://localhost"
        page = client.get("/sign-in", base_url=at)
        form = {"email": MAIL, "password": PASSWORD, "csrf_token": token_of(page)}
        sent = {"Referer": f"{at}/sign-in"}
        set_cookie = cookie(client.post("/sign-in", data=form, base_url=at, headers=sent), "__Host-sign_in")
        assert "Secure" in set_cookie and "Domain" not in set_cookie and "Path=/" in set_cookie

    def test_the_demos_people_cannot_sign_in(self, app):
        db.session.get(Centre, 1).demo = True
        db.session.commit()
        client, at = app.test_client(), "https://localhost"
        page = client.get("/sign-in", base_url=at)
        assert MAIL not in page.text
        form = {"email": MAIL, "password": PASSWORD, "csrf_token": token_of(page)}
        answer = client.post("/sign-in", data=form, base_url=at, headers={"Referer": f"{at}/sign-in"})
        assert answer.status_code == 422 and said("ja", DEMO_CLOSED) in answer.text
        assert count(SignIn) == 0


def token_of(page) -> str:
    return page.text.split('name="csrf_token" value="')[1].split('"')[0]


def test_the_demo_lists_its_people_on_this_computer(client):
    assert "sato@example.jp" not in client.get("/sign-in").text
    db.session.get(Centre, 1).demo = True
    db.session.commit()
    page = client.get("/sign-in?lang=en").text
    assert "sato@example.jp" in page and "This is a demonstration." in page
