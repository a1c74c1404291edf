from contextlib import contextmanager
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from sqlalchemy import event, select

from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.models import Blackout, Policy, Resource
from booking.rules.interval import Interval
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.browsing import give_password, signed_in

DAY = "/?on=2026-12-02&lang=en"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


class Rows(HTMLParser):
    """Of each row: its name and (class, columns, text, address) of its cells."""

    def __init__(self, text):
        super().__init__()
        self.rows, self.cell = {}, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        a = dict(attributes)
        if tag == "th":
            self.cell = {"text": "", "row": a.get("scope") == "row"}
        if tag == "td" and "colspan" in a:
            self.cell = {"class": a["class"], "columns": int(a["colspan"]), "text": "", "href": ""}
        if tag == "a" and self.cell and "class" in self.cell:
            self.cell["href"] = a["href"]

    def handle_data(self, data):
        if self.cell:
            self.cell["text"] += data

    def handle_endtag(self, tag):
        if tag == "th" and self.cell["row"]:
            self.rows[self.cell["text"].strip()] = self.latest = []
        if tag == "td" and self.cell:
            self.latest.append(self.cell)
        if tag in ("th", "td"):
            self.cell = None


def rows(client, address=DAY):
    answer = client.get(address)
    assert answer.status_code == 200
    return Rows(answer.text).rows


def kinds(cells):
    return [(cell["class"], cell["columns"]) for cell in cells]


@contextmanager
def queries():
    seen = []

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
    seen[:] = [s for s in seen if not s.startswith("BEGIN")]


def test_a_day_in_quarters_of_an_hour(client):
    book(wish(span(2, "10:15", "11:00")), by=person("sato@example.jp"), now=NOW)
    cells = rows(client)["room"]
    assert kinds(cells) == [
        ("closed", 3), ("free", 1), ("free", 4), ("preparation", 1), ("taken", 3), ("preparation", 1),
        ("free", 3), *[("free", 4)] * 5, ("free", 2), ("closed", 2),
    ]  # fmt: skip
    assert "10:15–11:00" in cells[4]["text"] and "Preparation" in cells[3]["text"]
    assert cells[2]["href"] == "/reservations/new?space=room&starts_at=2026-12-02T09:00&duration=PT60M"
    assert {sum(c["columns"] for c in cells) for cells in rows(client).values()} == {40}


def test_what_is_free_until_something_is_offered_no_longer_than_that(client):
    book(wish(span(2, "10:30", "11:00"), spaces=("hall",), answers={}), by=person("sato@example.jp"), now=NOW)
    free = [c for c in rows(client)["hall"] if c["href"]]
    assert free[2]["href"].endswith("starts_at=2026-12-02T10:00&duration=PT30M")


def test_every_cell_that_is_shown_free_can_be_booked(client):
    asked = [parse_qs(urlsplit(c["href"]).query) for c in rows(client)["room"] if c["class"] == "free"]
    for a in asked:
        starts_at = at(2, a["starts_at"][0][11:])
        ends_at = starts_at + timedelta(minutes=int(a["duration"][0][2:-1]))
        interval = Interval(starts_at, ends_at)
        assert book(wish(interval), by=person("sato@example.jp"), now=NOW, preview=True)


def test_a_booking_and_its_end_are_seen_at_once(client):
    before = kinds(rows(client)["room"])
    booked = book(wish(), by=person("sato@example.jp"), now=NOW)
    assert ("taken", 4) in kinds(rows(client)["room"])
    cancel(booked.id, by=person("sato@example.jp"), now=NOW)
    assert kinds(rows(client)["room"]) == before


def test_a_whole_is_taken_when_a_part_is_and_the_other_way_round(client):
    book(wish(spaces=("desk-1",), answers={}), by=person("sato@example.jp"), now=NOW)
    shown = rows(client)
    assert ("taken", 4) in kinds(shown["hall"]) and ("taken", 4) in kinds(shown["desk-1"])
    assert ("taken", 4) not in kinds(shown["desk-2"])
    book(wish(span(2, "13:00", "14:00"), spaces=("hall",), answers={}), by=person("sato@example.jp"), now=NOW)
    assert ("taken", 4) in kinds(rows(client)["desk-2"])


def test_mine_and_requested(app, client):
    db.session.scalars(select(Resource).filter_by(slug="room")).one().policy.approval = "always"
    db.session.commit()
    give_password("sato@example.jp")
    book(wish(), by=person("sato@example.jp"), now=NOW)
    book(wish(spaces=("hall",), answers={}), by=person("sato@example.jp"), now=NOW)
    stranger, sato = rows(client), rows(signed_in(app, "sato@example.jp"))
    assert ("taken", 4) in kinds(stranger["room"]) and ("taken", 4) in kinds(stranger["hall"])
    assert ("mine asked", 4) in kinds(sato["room"]) and ("mine", 4) in kinds(sato["hall"])


def test_closed_days_say_why(client):
    db.session.add(Blackout(starts_at=at(2, "12:00"), ends_at=at(2, "13:00"), reason={"en": "Fire drill"}))
    db.session.commit()
    drill = [c for c in rows(client)["room"] if "Fire drill" in c["text"]]
    assert [(c["class"], c["columns"]) for c in drill] == [("closed", 4)]
    new_year = rows(client, "/?on=2027-01-01&lang=en")["room"]
    assert {c["class"] for c in new_year} == {"closed"} and all("Closed" not in c["text"] for c in new_year)
    assert {c["class"] for c in rows(client, "/?on=2026-12-06")["room"]} == {"closed"}


def test_what_has_passed_cannot_be_booked(client):
    today = rows(client, "/?on=2026-12-01")["room"]
    assert kinds(today)[:3] == [("closed", 3), ("past", 1), ("free", 4)]
    assert {c["class"] for c in rows(client, "/?on=2026-11-30")["room"]} == {"closed", "past"}
    db.session.scalars(select(Policy).where(Policy.max_notice.is_not(None))).one().max_notice = timedelta(
        days=9
    )
    db.session.commit()
    assert {c["class"] for c in rows(client, "/?on=2026-12-15")["room"]} == {"closed", "later"}


def test_a_week_of_one_space(client):
    book(wish(span(3, "10:00", "11:00")), by=person("sato@example.jp"), now=NOW)
    shown = rows(client, "/?view=week&on=2026-12-02&space=room&lang=en")
    assert len(shown) == 7 and next(iter(shown)) == "Mon, Nov 30"
    assert [day for day, cells in shown.items() if ("taken", 4) in kinds(cells)] == ["Thu, Dec 3"]


def test_both_clocks_where_they_differ(app, client):
    assert 'class="own"' not in client.get(DAY).text
    client.set_cookie("tz", "Asia/Kolkata")
    page = client.get(DAY).text
    assert (
        '<span class="clock">9:00</span><span class="own">5:30</span></th>' in page and "India Time" in page
    )
    client.set_cookie("tz", "Asia/Seoul")
    assert 'class="own"' not in client.get(DAY).text
    client.set_cookie("tz", "../../etc/passwd")
    assert 'class="own"' not in client.get(DAY).text


@pytest.mark.parametrize(
    "query, status",
    [("on=x", 422), ("on=2026-02-30", 422), ("on=9999-12-31", 422), ("on=0001-01-01", 422),
     ("space=none", 404), ("view=moon", 422), ("across=2", 422), ("on=", 200), ("space=", 200)],
)  # fmt: skip
def test_odd_addresses(client, query, status):
    answer = client.get(f"/?{query}")
    assert answer.status_code == status and "<h1>" in answer.text


@pytest.mark.parametrize("cold, expected", [(True, 3), (False, 2)])
def test_the_queries_are_as_many_for_one_booking_as_for_thirty(app, cold, expected):
    give_password("kim@example.kr")
    client, sato = signed_in(app, "kim@example.kr"), person("sato@example.jp")
    counts = []
    for minutes in (9 * 60, *range(9 * 60 + 15, 16 * 60 + 30, 15)):
        clock = [f"{m // 60}:{m % 60:02d}" for m in (minutes, minutes + 15)]
        book(wish(span(2, *clock), spaces=("hall",), answers={}), by=sato, now=NOW)
        if not cold:
            client.get(DAY)
        with queries() as seen:
            assert kinds(rows(client)["hall"]).count(("taken", 1)) == len(counts) + 1
        counts.append(len(seen))
    assert len(counts) == 30 and set(counts) == {expected}


def test_before_there_is_a_space(app):
    db.session.execute(Resource.__table__.update().values(active=False))
    db.session.commit()
    assert "no space to book yet" in app.test_client().get("/?lang=en").text
