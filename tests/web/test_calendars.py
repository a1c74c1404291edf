"""One's calendars: an address is made, shown once, replaced, revoked; and whether mails carry entries."""

import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import func, select

from booking import clock
from booking.extensions import db
from booking.models import AuditEntry, Resource, Token
from booking.queries.people import by_email
from booking.rules import secrets
from booking.rules.subscribing import ways
from tests import factories
from tests.factories import NOW
from tests.web.pages import Queries, post, signed_in

ALICE, CAROL, KIM, BOB = "sato@example.jp", "suzuki@example.jp", "kim@example.kr", "staff@example.jp"
PAGE = "/account/calendars"


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def shown(answer) -> str:
    """The address that was made."""
    assert answer.status_code == 201, answer.text
    (address,) = re.findall(r'<input readonly value="([^"]+)"', answer.text)
    return html.unescape(address)


def made(browser, shows: str = "me", name: str = "") -> str:
    return shown(post(browser, PAGE, shows=shows, name=name))


def the_token() -> Token:
    db.session.rollback()
    return db.session.scalars(select(Token).where(Token.revoked_at.is_(None))).one()


def test_an_address_is_shown_once_and_opens_the_calendar(app):
    alice = signed_in(app, ALICE)
    answer = post(alice, PAGE, shows="me", name="phone")
    address = shown(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert address.startswith("http://localhost/feeds/") and address.endswith(".ics")
    token = the_token()
    assert token.hash == secrets.digest(address.split("/")[-1].removesuffix(".ics"))
    assert (token.subject, token.level, token.name) == ("me", "full", "phone")
    listed = alice.get(PAGE).text
    assert "phone" in listed and address not in listed and "webcal:" not in listed
    assert app.test_client().get(urlsplit(address).path).status_code == 200


def test_it_comes_with_ways_into_the_usual_programs(app):
    answer = post(signed_in(app, ALICE), PAGE, shows="me")
    address, links = shown(answer), re.findall(r'href="([^"]+)"', answer.text)
    told = ways(address, "Centre")
    assert {told.webcal, told.google, told.outlook, told.office} <= {html.unescape(link) for link in links}
    assert "<svg" in answer.text and 'role="img"' in answer.text
    assert answer.text.count('rel="noreferrer"') == 3


def test_the_addresses_of_the_services_carry_the_feeds_own():
    told = ways("https://c.example:8443/feeds/a_b-c.ics", "Room & 会議")
    assert told.webcal == "webcal://c.example:8443/feeds/a_b-c.ics"
    assert told.google.startswith("https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F")
    assert parse_qs(urlsplit(told.google).query) == {"cid": [told.webcal]}
    for page, host in ((told.outlook, "outlook.live.com"), (told.office, "outlook.office.com")):
        parts = urlsplit(page)
        assert (parts.netloc, parts.path) == (host, "/calendar/0/addfromweb")
        assert parse_qs(parts.query) == {"url": [told.https], "name": ["Room & 会議"]}


def test_a_new_address_ends_the_old_one(app):
    alice, reader = signed_in(app, ALICE), app.test_client()
    old = made(alice, "company:titles", "wall")
    new = shown(post(alice, f"{PAGE}/{the_token().id}/rotation"))
    assert new != old
    assert [reader.get(urlsplit(one).path).status_code for one in (old, new)] == [410, 200]
    token = the_token()
    assert (token.subject, token.level, token.name) == ("company", "titles", "wall")


def test_the_address_without_a_secret_is_always_shown(app):
    alice = signed_in(app, ALICE)
    assert "/feeds/" not in alice.get(PAGE).text
    made(alice, "me", "wall")
    page = alice.get(PAGE).text
    assert re.findall(r"/feeds/[^<]+", page) == [f"/feeds/{the_token().id}.ics"]
    assert f"<code>{app.config['BASE_URL']}/feeds/{the_token().id}.ics</code>" in page


def test_it_is_revoked_by_its_owner_alone(app):
    alice, carol = signed_in(app, ALICE), signed_in(app, CAROL)
    address, number = made(alice), the_token().id
    for verb in ("rotation", "revocation"):
        assert post(carol, f"{PAGE}/{number}/{verb}").status_code == 404
    assert post(alice, f"{PAGE}/{number}/revocation").status_code == 303
    assert app.test_client().get(urlsplit(address).path).status_code == 410
    for verb in ("rotation", "revocation"):
        assert post(alice, f"{PAGE}/{number}/{verb}").status_code == 404
    assert f"/{number}/rotation" not in alice.get(PAGE).text


def test_an_api_token_gets_no_new_address(app):
    alice = signed_in(app, ALICE)
    post(alice, "/account/tokens", name="script")
    assert post(alice, f"{PAGE}/{the_token().id}/rotation").status_code == 404


def offered(browser, query: str = "") -> list[str]:
    return re.findall(r'<option[^>]* value="([^"]+)"', browser.get(PAGE + query).text)


def test_everybody_is_offered_what_they_may_see(app):
    levels = ("full", "titles", "busy")
    alices = offered(signed_in(app, ALICE))
    spaces = {f"space:busy:{slug}" for slug in ("room", "hall", "desk-1", "desk-2")}
    assert alices[:4] == ["me:full", *(f"company:{one}" for one in levels)] and set(alices[4:]) == spaces
    staff = offered(signed_in(app, BOB))
    assert staff[:4] == ["me:full", *(f"all:{one}" for one in levels)]
    assert {"space:full:room", "space:titles:hall", "space:busy:desk-1"} <= set(staff)
    assert not any("projector" in one for one in staff)


def test_what_is_offered_can_be_had(app):
    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.visibility = "titles"
    db.session.commit()
    for browser in (signed_in(app, KIM), signed_in(app, BOB)):
        wishes = offered(browser)
        assert "space:titles:room" in wishes
        addresses = {made(browser, one) for one in wishes}
        assert len(addresses) == len(wishes)
        assert {app.test_client().get(urlsplit(one).path).status_code for one in addresses} == {200}


@pytest.mark.parametrize(
    "shows, status",
    [
        ("space:full:room", 403),
        ("space:titles:room", 403),
        ("all:full", 403),
        ("space:busy:no-such", 404),
        ("space:busy:projector-1", 404),
        ("space:busy:\x00", 400),
        ("space:none:room", 422),
        ("none", 422),
        ("me:none", 422),
    ],
)
def test_what_one_may_not_have_is_refused(app, shows, status):
    assert post(signed_in(app, ALICE), PAGE, shows=shows).status_code == status
    assert db.session.scalar(select(func.count()).select_from(Token)) == 0


@pytest.mark.parametrize("name, status", [("x" * 1001, 422), ("\x00", 400), ("\x01", 422)])
def test_a_wrong_name_is_told_beside_it(app, name, status):
    answer = post(signed_in(app, ALICE), PAGE, shows="company:busy", name=name)
    assert answer.status_code == status
    if status == 422:
        assert 'id="feed-name-errors"' in answer.text and 'selected value="company:busy"' in answer.text


def test_the_page_of_a_space_leads_here_with_the_space_chosen(app):
    for email, wanted in ((KIM, "space:busy:room"), (BOB, "space:full:room")):
        browser = signed_in(app, email)
        assert f'href="{PAGE}?space=room"' in browser.get("/spaces/room").text
        assert f'selected value="{wanted}"' in browser.get(f"{PAGE}?space=room").text
    assert "selected value" not in signed_in(app, KIM).get(f"{PAGE}?space=no-such").text
    nobody = signed_in(app, None)
    assert f'href="{PAGE}?space=room"' in nobody.get("/spaces/room").text
    assert nobody.get(f"{PAGE}?space=room").location.startswith("/sign-in")


def test_the_page_asks_as_much_for_one_calendar_as_for_five(app):
    bob, counts = signed_in(app, BOB), []
    for shows in ("space:busy:room", "space:full:hall", "space:busy:desk-1", "me", "all:busy"):
        made(bob, shows)
        with Queries() as asked:
            bob.get(PAGE)
        counts.append(asked.count)
    assert len(set(counts)) == 1


def test_mails_carry_entries_unless_one_wants_none(app):
    alice = signed_in(app, ALICE)
    assert "checked" in alice.get(PAGE).text
    assert post(alice, f"{PAGE}/mails").status_code == 303
    db.session.rollback()
    assert by_email(ALICE).calendar_parts is False and by_email(CAROL).calendar_parts is True
    entry = db.session.scalars(select(AuditEntry).filter_by(action="edit_account")).one()
    assert (entry.before, entry.after) == ({"calendar_parts": True}, {"calendar_parts": False})
    assert "checked" not in alice.get(PAGE).text
    post(alice, f"{PAGE}/mails", calendar_parts="y")
    db.session.rollback()
    assert by_email(ALICE).calendar_parts is True


def test_a_forged_form_changes_nothing(app):
    alice = signed_in(app, ALICE)
    made(alice)
    for path in ("", f"/{the_token().id}/rotation", f"/{the_token().id}/revocation", "/mails"):
        assert alice.post(PAGE + path, data={"shows": "me"}).status_code == 400
    assert by_email(ALICE).calendar_parts and the_token()


@pytest.mark.parametrize("path", ["", "/1/rotation", "/1/revocation", "/mails"])
def test_nobody_is_sent_to_sign_in(app, path):
    nobody = signed_in(app, None)
    answer = post(nobody, PAGE + path, shows="me")
    assert answer.status_code == 303 and answer.location.startswith("/sign-in")
