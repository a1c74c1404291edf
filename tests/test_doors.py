"""What of a booking each person sees: the same at the page, the API, the feed, a calendar app and the
booking's own page."""

import json

import icalendar
import pytest
import time_machine
from sqlalchemy import select

from booking.actions.book import book
from booking.actions.feeds import make_feed
from booking.actions.tokens import make_api_token
from booking.extensions import db
from booking.models import Resource, Token
from booking.queries.feed_choices import feed_choices
from booking.rules.policy import BUSY, FULL, TITLES
from booking.rules.requests import Invited
from tests import factories
from tests.dav.apps import CalendarApp
from tests.factories import NOW, person, wish
from tests.web.pages import signed_in

TITLE, GUEST = "極秘の商談", "Secret Guest"
OF_IT = "/?on=2026-12-02&lang=en"
PEOPLE = {
    "own": "sato@example.jp",
    "colleague": "suzuki@example.jp",
    "attendee": "li@example.tw",
    "stranger": "kim@example.kr",
    "staff": "staff@example.jp",
    "nobody": None,
}
INSIDERS = ("own", "colleague", "attendee", "staff")
TAKEN, TITLED, OPEN = "taken", "titled", "open"
STATUS = {"never": "confirmed", "always": "tentative"}


@pytest.fixture(params=STATUS)
def approval(request) -> str:
    return request.param


@pytest.fixture
def booking(app, approval) -> int:
    factories.house(approval=approval, approval_for="everybody")
    db.session.add(factories.user("li@example.tw"))
    db.session.commit()
    guest = (Invited("li@example.tw", GUEST, "zh_Hant", "Asia/Taipei"),)
    with time_machine.travel(NOW, tick=False):
        made = book(wish(title=TITLE, attendees=guest), by=person("sato@example.jp"), now=NOW)
        assert made.status == STATUS[approval]
        yield made.id


def expected(who: str, policy: str) -> str:
    return OPEN if who in INSIDERS else TAKEN if policy == BUSY else TITLED


def room(policy: str) -> Resource:
    found = db.session.scalars(select(Resource).filter_by(slug="room")).one()
    found.policy.visibility = policy
    db.session.commit()
    return found


@pytest.mark.parametrize("policy", [BUSY, TITLES, FULL])
def test_all_doors_agree(app, booking, approval, policy):
    """Staff last but one: nothing that was kept for them is shown to nobody."""
    resource_id = room(policy).id
    for who, email in PEOPLE.items():
        told, browser = expected(who, policy), signed_in(app, email)
        pending = approval == "always" and told != TAKEN
        assert (who, *_page(browser, booking)) == (who, told, pending)
        assert (who, *_api(app, who, resource_id, booking)) == (who, told, pending)
        assert (who, _opens(app, who, browser, booking)) == (who, told == OPEN)
        assert (who, *_calendar_app(app, email, booking)) == (who, told, pending) or email is None


def _page(browser, booking: int) -> tuple[str, bool]:
    """How much is told, and whether that it is only requested."""
    text = browser.get(OF_IT).text
    cells, legend = text.split('<ul class="legend"')
    link, requested = f'/reservations/{booking}"' in cells, "Requested" in cells
    assert ("pending" in cells or "asked" in cells) == requested
    assert ("Requested" in legend) == ('class="pending"' in cells)
    assert TITLE in cells or ("Taken" in cells and not link)
    return (OPEN if link else TITLED if TITLE in cells else TAKEN), requested


def _calendar_app(app, email: str | None, booking: int) -> tuple[str, bool]:
    """Nobody has one without an account."""
    if email is None:
        return "", False
    theirs = CalendarApp(app, email)
    (event,) = icalendar.Calendar.from_ical(theirs.ask("GET", theirs.space()).text).walk("VEVENT")
    told = OPEN if event.get("URL", "").endswith(f"/reservations/{booking}") else TITLED
    return (told if event["SUMMARY"] == TITLE else TAKEN), event["STATUS"] == "TENTATIVE"


def _api(app, who: str, resource_id: int, booking: int) -> tuple[str, bool]:
    asked = f"/api/v1/resources/{resource_id}/busy?from=2026-12-02T00:00:00Z&to=2026-12-03T00:00:00Z"
    (span,) = app.test_client().get(asked, headers=_bearer(who)).json["items"]
    names = set(span) - {"starts_at", "ends_at"}
    assert names in (set(), {"title", "status"}, {"title", "status", "reservation"})
    told = {0: TAKEN, 2: TITLED, 3: OPEN}[len(names)]
    assert span.get("reservation", booking) == booking and span.get("title", TITLE) == TITLE
    return told, span.get("status") == "tentative"


def _opens(app, who: str, browser, booking: int) -> bool:
    """Neither the page nor the JSON tells a stranger that there is such a booking."""
    page = browser.get(f"/reservations/{booking}")
    answer = app.test_client().get(f"/api/v1/reservations/{booking}", headers=_bearer(who))
    opened = (TITLE in page.text, TITLE in json.dumps(answer.json, ensure_ascii=False))
    refused = {303, 404} if who != "nobody" else {303, 401}
    assert opened == (True, True) or {page.status_code, answer.status_code} <= refused
    assert opened[0] == opened[1]
    return opened[0]


def _bearer(who: str) -> dict[str, str]:
    if not PEOPLE[who]:
        return {}
    return {"Authorization": f"Bearer {make_api_token(by=person(PEOPLE[who], 'cli'), now=NOW)}"}


@pytest.mark.parametrize("policy", [BUSY, TITLES, FULL])
def test_the_feed_tells_no_more_than_the_page(client, booking, approval, policy):
    """At most its own level, and at most what its reader may see of anybody's booking today."""
    room(policy)
    for who in (who for who in PEOPLE if who != "nobody"):
        for level in (BUSY, TITLES, FULL):
            _same_in_the_feed(client, approval, who, policy, level)


def _same_in_the_feed(client, approval: str, who: str, policy: str, level: str) -> None:
    calendar = client.get(_feed(who, level)).text
    calendar = calendar.replace("\r\n ", "")  # RFC 5545 3.1
    (event,) = icalendar.Calendar.from_ical(calendar).walk("VEVENT")
    most = {BUSY: TAKEN, TITLES: TITLED, FULL: OPEN}[level]
    may_see = OPEN if who == "staff" else TAKEN if policy == BUSY else TITLED
    told = min(most, may_see, key=[TAKEN, TITLED, OPEN].index)
    assert (TITLE in calendar, "URL" in event, GUEST in calendar) == (
        told != TAKEN,
        told == OPEN,
        told == OPEN,
    )
    assert event["STATUS"] == ("TENTATIVE" if approval == "always" and told != TAKEN else "CONFIRMED")


STANDS_IN = {  # whose feeds of which subjects the booking is in
    "own": {"me", "company", "space"},
    "colleague": {"company", "space"},
    "attendee": {"me", "space"},
    "stranger": {"space"},
    "staff": {"all", "space"},
}


@pytest.mark.parametrize("policy", [BUSY, TITLES, FULL])
def test_every_feed_that_is_offered_tells_what_the_page_tells(app, client, booking, policy):
    """Of the space no more than to anybody; of the others what their reader can open."""
    room(policy)
    for who, subjects in STANDS_IN.items():
        by, told = person(PEOPLE[who]), {}
        for choice in feed_choices(by):
            if choice.subject != "space" or choice.space == "room":
                levels = {level: _told(client, choice, level, by) for level in choice.levels}
                told |= {(choice.subject, level): how for level, how in levels.items() if how}
        assert {subject for subject, _ in told} == subjects, who
        assert told == {(subject, level): AS_TOLD[level] for subject, level in told}, who
        most = max((how for (subject, _), how in told.items() if subject != "space"), key=ORDER, default=None)
        assert (most == OPEN) == _opens(app, who, signed_in(app, PEOPLE[who]), booking), who


AS_TOLD = {BUSY: TAKEN, TITLES: TITLED, FULL: OPEN}
ORDER = [TAKEN, TITLED, OPEN].index


def _told(client, choice, level: str, by) -> str | None:
    secret, _ = make_feed(by=by, now=NOW, subject=choice.subject, space=choice.space, level=level)
    text = client.get(f"/feeds/{secret}.ics").text.replace("\r\n ", "")
    if "BEGIN:VEVENT" not in text:
        return None
    return OPEN if GUEST in text else TITLED if TITLE in text else TAKEN


def _feed(who: str, level: str) -> str:
    secret, token_id = make_feed(by=person(PEOPLE[who]), now=NOW, subject="space", space="room", level=BUSY)
    db.session.get(Token, token_id).level = level
    db.session.commit()
    return f"/feeds/{secret}.ics"
