"""What is refused, with which status, and said once in the log."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from booking.actions.tokens import make_api_token, revoke_token
from booking.extensions import db
from booking.models import SignInTry, Token, User
from booking.rules.passwords import hashed
from tests.dav.apps import basic
from tests.factories import NOW, person

ENTITY = (
    '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    '<propfind xmlns="DAV:"><prop><x>&b;</x></prop></propfind>'
)
C = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"'
WRONG_TIME = '<C:time-range start="20261402T000000Z"/>'


def test_who_is_not_signed_in_is_asked_for_a_password_before_anything(client, sato):
    for path in ("/dav/", "/dav", sato.home, "/dav/nobody@example.jp/", "/dav/%00", sato.space("nowhere")):
        answer = client.open(path, method="PROPFIND")
        if path != "/dav/%00":
            assert answer.status_code == 401, path
            assert answer.headers["WWW-Authenticate"].startswith('Basic realm="')
    assert client.options("/dav/").status_code == 401


def test_neither_the_accounts_password_nor_an_api_token_opens_it(client, sato):
    db.session.scalars(select(User).filter_by(email=sato.email)).one().password_hash = hashed("a pass phrase")
    db.session.commit()
    others = make_api_token(by=person(sato.email), now=NOW)
    for secret in ("a pass phrase", others, "", "x" * 5000):
        answer = client.open(
            sato.home, method="PROPFIND", headers={"Authorization": basic(sato.email, secret)}
        )
        assert answer.status_code == 401
    for header in (
        "Basic",
        "Basic !!",
        "Basic " + "a" * 9,
        "Bearer " + sato.secret,
        basic("kim@example.kr", sato.secret),
    ):
        assert client.open("/dav/", method="PROPFIND", headers={"Authorization": header}).status_code == 401


def test_a_password_is_taken_however_it_is_typed(client, sato):
    for email, secret in (
        (sato.email.upper(), sato.secret),
        (sato.email, sato.secret.upper().replace("-", "")),
    ):
        answer = client.open("/dav/", method="PROPFIND", headers={"Authorization": basic(email, secret)})
        assert answer.status_code == 207


def test_a_revoked_password_and_a_closed_account_open_nothing(sato, kim):
    revoke_token(db.session.scalar(select(func.min(Token.id))), by=person(sato.email), now=NOW)
    db.session.scalars(select(User).filter_by(email=kim.email)).one().active = False
    db.session.commit()
    assert sato.ask("PROPFIND", "/dav/").status_code == kim.ask("PROPFIND", "/dav/").status_code == 401


def test_from_one_address_only_so_many_guesses(app, client, sato, now):
    app.config["SIGN_IN_TRIES"] = 1
    guess = {"Authorization": basic(sato.email, "wrong")}
    codes = [client.open("/dav/", method="PROPFIND", headers=guess).status_code for _ in range(12)]
    assert codes == [401] * 10 + [429] * 2
    assert sato.ask("PROPFIND", "/dav/").status_code == 207, "who knows theirs comes in"
    assert db.session.scalar(select(func.count()).select_from(SignInTry)) == 10
    now.at += app.config["SIGN_IN_WINDOW"] + timedelta(seconds=1)
    assert client.open("/dav/", method="PROPFIND", headers=guess).status_code == 401


def test_the_last_use_is_noted_once_a_minute(sato, now):
    def used():
        db.session.rollback()
        return db.session.scalar(select(Token.last_used_at))

    sato.ask("PROPFIND", "/dav/")
    now.at += timedelta(seconds=30)
    sato.ask("PROPFIND", "/dav/")
    assert used() == NOW
    now.at += timedelta(seconds=31)
    sato.ask("PROPFIND", "/dav/")
    assert used() == now.at


def test_another_persons_home_is_closed(sato, kim):
    for method in ("PROPFIND", "REPORT", "GET", "PUT", "DELETE", "PROPPATCH", "MKCALENDAR"):
        for path in (kim.home, kim.space(), kim.space() + "x.ics"):
            assert 400 <= sato.ask(method, path).status_code < 500, (method, path)
    assert sato.ask("PROPFIND", kim.space()).status_code == 403


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/dav/%00", 400),
        ("/dav/%0d%0aX: y", 400),
        ("/dav/../healthz", 403),
        ("/dav/sato@example.jp/../../kim@example.kr/", 403),
        ("/dav/sato@example.jp/%2e%2e/kim@example.kr/", 403),
        ("/dav/sato@example.jp/room/a/b/c", 404),
        ("/dav/sato@example.jp/' OR 1=1", 400),
        ("/dav/" + "x" * 3000, 403),
    ],
)
def test_tricks_with_the_path(sato, path, status):
    assert sato.ask("PROPFIND", path).status_code == status


@pytest.mark.parametrize(
    "environ", [{"PATH_INFO": "/dav/\xff"}, {"CONTENT_LENGTH": "-5"}, {"CONTENT_LENGTH": "²"}]
)
def test_what_no_client_sends(client, sato, environ):
    sent = {"Authorization": basic(sato.email, sato.secret)}
    answer = client.open("/dav/", method="PROPFIND", headers=sent, environ_overrides=environ)
    assert answer.status_code == 400


def test_another_host_is_not_ours(client, sato):
    sent = {"Authorization": basic(sato.email, sato.secret), "Host": "evil.example"}
    assert client.open("/dav/", method="PROPFIND", headers=sent).status_code == 400


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "PROPPATCH"])
@pytest.mark.parametrize(
    "body", [ENTITY, "<", "hello", "<a xmlns:b=''/>", '<?xml version="1.0" encoding="x"?><a/>']
)
def test_xml_that_is_none_or_declares_entities(sato, method, body):
    assert sato.ask(method, sato.space(), body).status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        f"<C:free-busy-query {C}/>",
        f'<C:free-busy-query {C}><C:time-range start="x" end="y"/></C:free-busy-query>',
        f"<C:free-busy-query {C}>{WRONG_TIME}</C:free-busy-query>",
        f'<C:calendar-query {C}><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
        f"{WRONG_TIME}</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>",
        f"<C:calendar-multiget {C}><href/></C:calendar-multiget>",
    ],
)
def test_questions_that_cannot_be_read(sato, body):
    assert sato.ask("REPORT", sato.space(), body).status_code == 400


@pytest.mark.parametrize("kind", ["expand-property", "unheard-of", "principal-property-search"])
def test_reports_that_we_have_not(sato, kind):
    assert sato.ask("REPORT", sato.space(), f'<{kind} xmlns="DAV:"/>').status_code < 500


def test_a_body_may_have_two_megabytes(sato):
    assert sato.ask("PUT", sato.space() + "x.ics", "x" * 10_000_000).status_code == 413
    assert sato.ask("REPORT", sato.space(), " " * 2_000_001).status_code == 413


def test_depth_infinity(sato):
    refused = sato.ask("PROPFIND", sato.home, depth="infinity")
    assert refused.status_code == 403 and "propfind-finite-depth" in refused.text


def test_collections_are_made_by_staff_alone(sato):
    for method, path in (("MKCALENDAR", "new/"), ("MKCOL", "new/"), ("DELETE", "room/"), ("MOVE", "room/")):
        assert sato.ask(method, sato.home + path).status_code == 403, method
    assert sato.ask("POST", sato.space()).status_code == sato.ask("LOCK", sato.space()).status_code == 405


def test_a_colour_is_accepted_and_forgotten(sato):
    prop = "<prop><displayname>Mine</displayname></prop>"
    set_ = f'<propertyupdate xmlns="DAV:"><set>{prop}</set></propertyupdate>'
    assert sato.ask("PROPPATCH", sato.space(), set_).status_code == 207
    assert sato.propfind(sato.space(), "<displayname/>")[sato.space()]["displayname"].text == "room"


def test_what_it_can_do_is_announced(sato):
    answer = sato.ask("OPTIONS", sato.space())
    assert answer.status_code == 200 and answer.headers["DAV"] == "1, 3, access-control, calendar-access"
    assert {"PROPFIND", "REPORT", "PUT", "DELETE"} <= set(answer.headers["Allow"].split(", "))


def test_a_refusal_is_logged_once(sato, kim, caplog):
    with caplog.at_level(logging.INFO):
        sato.ask("PROPFIND", kim.home)
        sato.ask("PROPFIND", sato.space("nowhere"))
    assert [record.getMessage()[-3:] for record in caplog.records] == ["403", "404"]
    caplog.clear()
    sato.browser.open("/dav/", method="PROPFIND")
    sato.ask("PROPFIND", "/dav/")
    assert caplog.records == []


def test_it_is_found_at_the_well_known_place(client):
    for method in ("GET", "PROPFIND", "OPTIONS"):
        answer = client.open("/.well-known/caldav", method=method)
        assert (answer.status_code, answer.headers["Location"]) == (301, "/dav/")


def test_the_rest_of_the_pages_is_as_it_was(client):
    assert client.get("/healthz").status_code == 200
    assert client.get("/davos").status_code == 404
