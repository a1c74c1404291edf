import pytest
from sqlalchemy import select

from booking.actions.book import book
from booking.extensions import db
from booking.models import Policy, Resource, User
from booking.permissions import Actor
from booking.queries.visibility import level
from booking.rules.policy import BUSY, FULL, TITLES
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, wish
from tests.web.browsing import give_password, signed_in

EMAILS = {"li@example.tw"}


def actor(id=9, email="x@example.jp", role="member", company_id=None):
    return Actor(id, "x", email, role, "web", company_id)


@pytest.mark.parametrize(
    "by, everything",
    [
        (actor(id=1), True),
        (actor(id=2), True),
        (actor(company_id=5), True),
        (actor(email="li@example.tw"), True),
        (actor(role="staff"), True),
        (actor(role="administrator"), True),
        (actor(), False),
        (actor(company_id=6), False),
        (None, False),
    ],
    ids=[
        "booked for",
        "booked by",
        "colleague",
        "attendee",
        "staff",
        "admin",
        "stranger",
        "other firm",
        "nobody",
    ],
)
@pytest.mark.parametrize("policy", [BUSY, TITLES, FULL])
def test_who_sees_what(by, everything, policy):
    assert level(by, policy, {1, 2}, 5, EMAILS) == (
        FULL if everything else BUSY if policy == BUSY else TITLES
    )


def test_without_a_company_nobody_is_a_colleague():
    assert level(actor(company_id=None), BUSY, {1}, None, set()) == BUSY


TITLE = "極秘の商談"
OF_IT = "/?on=2026-12-02&lang=en"


@pytest.fixture
def booked(app):
    factories.house()
    db.session.add(factories.user("li@example.tw"))
    db.session.add(factories.user("stranger@example.jp"))
    db.session.commit()
    give_password(*db.session.scalars(select(User.email)))
    guest = (Invited("li@example.tw", "Li", "zh_Hant", "Asia/Taipei"),)
    return book(wish(title=TITLE, attendees=guest), by=person("sato@example.jp"), now=NOW).id


SEE = ["sato@example.jp", "suzuki@example.jp", "li@example.tw", "staff@example.jp", "admin@example.jp"]


@pytest.mark.parametrize("email", SEE)
def test_those_who_may_see_the_title_on_the_page(app, booked, email):
    page = signed_in(app, email).get(OF_IT).text
    assert TITLE in page and f"/reservations/{booked}" in page


@pytest.mark.parametrize("email", ["stranger@example.jp", "kim@example.kr"])
def test_a_stranger_sees_that_it_is_taken_and_nothing_more(app, booked, email):
    for before in ("sato@example.jp", "staff@example.jp"):
        assert TITLE in signed_in(app, before).get(OF_IT).text
    page = signed_in(app, email).get(OF_IT).text
    assert TITLE not in page and f"/reservations/{booked}" not in page and "Taken" in page


def test_nobody_sees_that_it_is_taken_and_nothing_more(app, booked, client):
    page = client.get(OF_IT).text
    assert TITLE not in page and f"/reservations/{booked}" not in page and "Taken" in page


def test_titles_are_shown_where_the_policy_says_so(app, booked, client):
    assert TITLE not in client.get(OF_IT).text
    room = db.session.scalars(select(Resource).filter_by(slug="room")).one()
    db.session.get(Policy, room.policy_id).visibility = TITLES
    db.session.commit()
    page = client.get(OF_IT).text
    assert TITLE in page and f"/reservations/{booked}" not in page
