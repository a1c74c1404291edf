"""What staff have before them, in a fixed number of queries."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.approve import approve
from booking.actions.book import book
from booking.actions.send_back import send_back
from booking.extensions import db
from booking.models import Message
from booking.permissions import THE_CLOCK
from booking.rules.requests import BookedFor
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import Queries, post, signed_in

BOB, KIM, SATO = "staff@example.jp", "kim@example.kr", "sato@example.jp"
QUERIES = 28


@pytest.fixture
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house(approval="always")


def asked(day: int, hour: int, minute: int = 15, who: str = KIM, **more):
    begins = at(day, f"{hour}:{minute:02}")
    interval = factories.Interval(begins, begins + timedelta(minutes=15))
    return book(wish(interval, **more), by=person(who), now=NOW)


def desk(app) -> str:
    return signed_in(app, BOB).get("/desk?lang=en").text


def test_an_empty_desk_says_so(app, centre):
    page = desk(app)
    assert "Nothing waits for you." in page and "Nothing is booked today." in page and "Tomorrow: 0" in page


def test_what_waits_stands_oldest_first_and_red_when_overdue(app, centre, monkeypatch):
    asked(4, 10, title="Second thing")
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(hours=23))
    page = desk(app)
    assert "Waiting for 23 hours" in page and "request late" not in page
    book(wish(span(3, "10:00", "11:00"), title="Later thing"), by=person(KIM), now=NOW + timedelta(hours=1))
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=1, minutes=30))
    page = desk(app)
    assert page.index("Second thing") < page.index("Later thing")
    assert page.count("request late") == 1 and "Overdue: waiting for 1 day" in page


def test_rivals_of_the_day_and_space_are_shown(app, centre):
    asked(2, 10, title="The one")
    asked(2, 13, title="Its rival", who=SATO)
    asked(3, 10, title="Another day")
    page = desk(app)
    first = page[page.index("The one") : page.index("Another day")]
    assert "1 other on the same day and space" in first and "Its rival" in first and "13:15–13:30" in first
    assert page.count("same day and space") == 2


def test_what_waits_for_the_applicant_has_its_due_time(app, centre):
    made = asked(4, 10, title="Asked")
    send_back(made.id, by=person(BOB), now=NOW, question="How many cars?")
    page = desk(app)
    assert "How many cars?" in page and "Fri, Dec 4, 2026 10:15" in page and "Nothing waits for you." in page


def test_today_tells_what_to_prepare_and_how_many_come_tomorrow(app, centre):
    made = asked(1, 14, title="Today", equipment={"projector": 2}, headcount=5)
    approve(made.id, by=person(BOB), now=NOW)
    guest = BookedFor("山田", "山田商店", phone="+81 11 222")
    book(
        wish(span(1, "16:00", "17:00"), title="By phone", booked_for=guest), by=person(BOB, "phone"), now=NOW
    )
    approve(asked(2, 9, title="Tomorrow").id, by=person(BOB), now=NOW)
    page = desk(app)
    today = page[page.index('id="today"') :]
    assert "14:15–14:30" in today and "projector-1" in today and "projector-2" in today
    assert "5 people" in today and "Talks" in today and "한빛정보" in today
    assert "山田商店" in today and 'href="tel:+8111222"' in today and "Tomorrow: 1 booking." in today


def test_messages_that_failed_are_counted(app, centre):
    approve(asked(2, 10).id, by=person(BOB), now=NOW)
    rows = db.session.scalars(select(Message)).all()
    for row in rows:
        row.status, row.error = "failed", "<550 no such box>"
    db.session.commit()
    page = desk(app)
    assert f"{len(rows)} messages could not be sent" in page and "&lt;550 no such box&gt;" in page


def test_approving_from_the_desk_comes_back_to_it(app, centre):
    made = asked(2, 10, title="Quick")
    bob = signed_in(app, BOB)
    answer = post(bob, f"/reservations/{made.id}/approval", page="/desk", decision="approve", back="desk")
    assert (answer.status_code, answer.location) == (303, "/desk")
    assert "Approved." in bob.get("/desk?lang=en").text


def filled(rows: int) -> None:
    """That many of each kind: waiting for staff, for applicants, today, failed messages."""
    for n in range(rows):
        minute, hour = (n % 2) * 30, 9 + n // 2 % 7
        day = 2 + n // 14
        asked(day, hour, minute, title=f"W{n}")
        made = asked(day + 7, hour, minute, title=f"A{n}")
        send_back(made.id, by=THE_CLOCK, now=NOW, question="?")
    for n in range(rows):
        begins = at(1, "09:00") + timedelta(minutes=15 * n)
        interval = factories.Interval(begins, begins + timedelta(minutes=15))
        request = wish(interval, spaces=("hall",), title=f"T{n}", equipment={"projector": 1})
        book(request, by=person(SATO), now=NOW)


@pytest.mark.parametrize("rows", [1, 30])
def test_the_number_of_queries_does_not_grow(app, centre, rows):
    filled(rows)
    db.session.execute(Message.__table__.update().values(status="failed"))
    db.session.commit()
    bob = signed_in(app, BOB)
    bob.get("/desk")
    db.session.remove()
    with Queries() as queries:
        page = bob.get("/desk").text
    assert page.count('class="card request') == rows and page.count("T0") and f"T{rows - 1}" in page
    assert queries.count == QUERIES
