"""Texts that no person types, at every address: refused in the client's face, never an error of ours."""

import re
from urllib.parse import quote

import pytest
import time_machine

from booking.actions.book import book
from booking.extensions import db
from booking.models import Attendee
from booking.rules.links import REPLY, signed
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, wish
from tests.web.pages import TOKEN, signed_in

TEXTS = {"nul": "a%00b", "surrogate": "%ED%A0%80", "long": "x" * 5000}
NAMES = (
    "on", "view", "space", "lang", "next", "page", "past", "starts_at", "duration", "from", "to", "begins",
    "ends", "kind", "limit", "cursor", "before", "after", "reservation", "all",
    "resource", "zones", "equipment", "equipment-projector", "headcount", "scope", "recurrence_id",
)  # fmt: skip
FORMS = {
    "/sign-in": ("email", "password"),
    "/reservations": ("spaces", "title", "starts_on", "begins", "ends", "headcount", "description", "key",
                      "answer-purpose", "attendees-0-email", "attendees-0-name", "attendees-0-locale",
                      "step", "repeats-freq", "repeats-every", "repeats-weekdays", "repeats-on",
                      "repeats-ending", "repeats-times", "repeats-until", "repeats-leave_out", "on_conflict",
                      "candidates-0-starts_on", "candidates-0-begins", "candidates-0-ends"),
    "/account": ("locale", "tzid"),
    "/account/password": ("old", "new"),
    "/account/calendars": ("shows", "name"),
    "/account/calendars/mails": ("calendar_parts",),
    "/account/tokens": ("name",),
}  # fmt: skip


@pytest.fixture
def settings_of_app():
    return {"SIGN_IN_TRIES": "1000"}


@pytest.fixture
def centre(app):
    app.testing = False  # an error of ours is answered with 500, as when it is served
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield app


@pytest.fixture(params=[None, "sato@example.jp", "staff@example.jp"], ids=["nobody", "member", "staff"])
def browser(request, centre):
    return signed_in(centre, request.param)


def paths(app) -> list[str]:
    """Every address that can be looked at, with `*` where a text stands."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods]
    return sorted({re.sub("<[^>]+>", "*", rule.rule) for rule in rules})


def broken(answers: dict[str, int]) -> dict[str, int]:
    """`/readyz` says 503 where nothing runs in the background."""
    return {what: status for what, status in answers.items() if status >= 500 and "readyz" not in what}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_in_every_address(centre, browser, text):
    asked = [path.replace("*", text) for path in paths(centre) if "*" in path]
    assert len(asked) >= 8
    assert not broken({path[:80]: browser.get(path).status_code for path in asked})
    assert not broken({path[:80]: browser.post(path).status_code for path in asked})


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_in_every_query(centre, browser, text):
    everything, answers = "&".join(f"{name}={text}" for name in NAMES), {}
    for path in (path.replace("*", "1") for path in paths(centre)):
        answers[path] = browser.get(f"{path}?{everything}").status_code
        answers[f"{path} by name"] = browser.get(f"{path}?{text}=1").status_code
    for name in NAMES:
        answers[f"/?{name}"] = browser.get(f"/?{name}={text}").status_code
        answers[f"new?{name}"] = browser.get(f"/reservations/new?{name}={text}").status_code
    assert not broken(answers)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_in_every_field(centre, browser, text):
    reply = f"/reply/{_link()}"
    forms = FORMS | {reply: ("partstat", "comment")}
    answers = {}
    for path, names in forms.items():
        for name in (*names, text):
            answers[f"{path[:30]} {name[:20]}"] = _sent(browser, path, reply, {name: text})
        answers[path[:30]] = _sent(browser, path, reply, dict.fromkeys(names, text))
    assert not broken(answers)
    assert all(status < 400 or status in (400, 401, 403, 404, 409, 422, 429) for status in answers.values())


def _sent(browser, path: str, page: str, fields: dict[str, str]) -> int:
    token = TOKEN.search(browser.get(page).text)[1]
    usual = {"email": "sato@example.jp", "password": "x"} if path == "/sign-in" else {}
    pairs = {quote(name, "%-"): value for name, value in (usual | fields).items()} | {"csrf_token": token}
    body = "&".join(f"{name}={value}" for name, value in pairs.items())
    sent = browser.post(path, data=body, content_type="application/x-www-form-urlencoded")
    return sent.status_code


def _link() -> str:
    guests = (Invited("li@example.in", "Li"),)
    booking = book(wish(attendees=guests), by=person("sato@example.jp"), now=NOW).id
    attendee = db.session.query(Attendee).filter_by(reservation_id=booking, email="li@example.in").one()
    return signed("tests", REPLY, attendee.id, attendee.generation)


def test_a_nul_is_refused_in_the_readers_language(centre, client):
    answer = client.get("/spaces/%00", headers={"Accept-Language": "en"})
    assert answer.status_code == 400 and "<html" in answer.text
    problem = client.get("/api/v1/resources?kind=%00")
    assert problem.status_code == 400 and problem.json["code"] == "bad_request"
