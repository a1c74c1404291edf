"""The other ways to look at the same: a month, a list, time running down, and where to look next."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from booking.actions.book import book
from booking.extensions import db
from booking.models import Policy, Resource
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.web.browsing import give_password, signed_in
from tests.web.test_availability import queries

SATO = "sato@example.jp"


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield


def hall(day: int, begins: str, ends: str) -> None:
    book(wish(span(day, begins, ends), spaces=("hall",), answers={}), by=person(SATO), now=NOW)


def page(client, address: str) -> str:
    answer = client.get(f"{address}&lang=en")
    assert answer.status_code == 200
    return answer.text


def days(text: str) -> dict[str, tuple[str, str]]:
    """Of a month: date to (class, words)."""
    cells = re.findall(
        r'<td class="([^"]*)">\s*<a href="[^"]*on=([0-9-]+).*?class="words">([^<]*)<', text, re.S
    )
    return {day: (kind.split()[0], words) for kind, day, words in cells}


def entries(text: str) -> list[tuple[str, str]]:
    """Of a list: (class, text)."""
    found = re.findall(r'<li class="([^"]*)"><span class="times">(.*?)</li>', text, re.S)
    return [(kind, " ".join(re.sub(r"<[^>]*>", " ", inner).split())) for kind, inner in found]


def test_a_month_tells_how_much_of_each_day_is_free(client):
    hall(2, "8:45", "17:30")
    hall(3, "8:45", "13:00")
    told = days(page(client, "/?view=month&on=2026-12-15&space=hall"))
    assert told["2026-12-02"] == ("taken", "Nothing free")
    assert told["2026-12-03"] == ("free", "4.5 h free") and told["2026-12-04"] == ("free", "8.75 h free")
    assert told["2026-12-05"] == ("closed", "Closed") and told["2026-11-30"] == ("past", "Past")
    assert len(told) == 35


def test_a_month_of_all_spaces_counts_those_that_have_free_time(client):
    hall(2, "8:45", "17:30")
    told = days(page(client, "/?view=month&on=2026-12-01"))
    assert told["2026-12-02"] == ("free", "1 space has free time")
    assert told["2026-12-03"] == ("free", "4 spaces have free time")


def test_a_list_has_what_is_free_at_a_stretch_and_what_is_booked(client):
    hall(2, "10:00", "11:00")
    told = entries(page(client, "/?view=list&on=2026-12-02&space=hall"))
    assert ("free", "8:45–10:00 ○ Free 8:45–9:45 free: book hall Book") in told
    assert ("taken", "10:00–11:00 × Taken") in told
    assert [kind for kind, _ in told if kind == "closed"] == ["closed"] * 2  # Saturday and Sunday


def test_a_list_of_all_spaces_is_of_one_day(client):
    text = page(client, "/?view=list&on=2026-12-02")
    assert re.findall(r"<h2><a [^>]*>(.*?)</a>", text) == ["hall", "desk-1", "desk-2", "room"]
    assert [kind for kind, _ in entries(text)] == ["free"] * 4


def test_time_runs_down(client):
    hall(2, "10:00", "11:00")
    text = page(client, "/?on=2026-12-02&across=1")
    body = re.findall(r"<tr>(.*?)</tr>", text.split('class="slots down"')[1].split("<tbody>")[1], re.S)[:40]
    assert sum(int(n) for row in body for n in re.findall(r'<td [^>]*rowspan="(\d+)"', row)) == 4 * 40
    assert 'rowspan="4"><span class="clock">10:00</span></th>' in body[8]
    assert body[8].count('class="taken"') == 3 and body[9].count("<td") == 0
    assert 'class="free"' in page(client, "/?view=week&space=hall&on=2026-12-02&across=1")


def test_the_small_month_marks_today_the_day_shown_and_what_is_closed(client):
    text = page(client, "/?on=2026-12-02").split('class="small-month"')[1]
    found = re.findall(r'<td class="([^"]*)"><a href="/\?on=([0-9-]+)"', text)
    cells = {day: kind for kind, day in found}
    assert "is-today" in cells["2026-12-01"] and "on" in cells["2026-12-02"].split()
    assert "closed" in cells["2026-12-05"] and "closed" not in cells["2026-12-04"]
    assert '/?on=2026-11-01"' in text and '/?on=2027-01-01"' in text


def test_where_nothing_is_free_the_next_day_is_named(client):
    text = page(client, "/?on=2026-12-05")
    assert "Nothing is free on the days shown." in text and "Mon, Dec 7, 2026" in text
    hall(7, "8:45", "17:30")
    text = page(client, "/?on=2026-12-05&space=hall")
    assert 'href="/?on=2026-12-08&amp;space=hall"' in text and "Tue, Dec 8, 2026" in text
    assert "Nothing is free" not in page(client, "/?on=2026-12-07")


def test_where_nothing_will_be_free_for_weeks_one_can_search(client):
    centre_policy = db.session.scalars(select(Policy).where(Policy.max_notice.is_not(None))).one()
    centre_policy.max_notice = timedelta(0)
    db.session.commit()
    assert 'Nothing is free on the days shown.\n  <a href="/search">' in page(client, "/?on=2027-02-01")


def test_staff_are_told_where_to_add_the_first_space(app):
    give_password("admin@example.jp")
    db.session.execute(Resource.__table__.update().values(active=False))
    db.session.commit()
    assert 'href="/admin/resources"' in signed_in(app, "admin@example.jp").get("/?lang=en").text
    for view in ("week", "month", "list"):
        assert "no space to book yet" in app.test_client().get(f"/?view={view}&lang=en").text


def test_today_and_this_hour_are_marked(client):
    week = page(client, "/?view=week&on=2026-12-01&space=room")
    assert week.count('<th scope="row" aria-current="date">') == 1
    assert 'colspan="4" aria-current="time"><span class="clock">9:00</span>' in week
    assert 'aria-current="time"' not in page(client, "/?on=2026-12-02")


@pytest.mark.parametrize("view, cold, warm", [("month", 2, 1), ("list", 2, 1), ("week", 2, 1)])
def test_no_view_reads_more_for_more_bookings(client, view, cold, warm):
    for n in range(4):
        hall(2 + n % 3, f"{9 + n}:00", f"{9 + n}:30")
        counts = []
        for _ in range(2):
            with queries() as seen:
                page(client, f"/?view={view}&on=2026-12-02&space=hall")
            counts.append(len(seen))
        assert counts == [cold, warm]


@pytest.mark.parametrize("view", ["day", "week", "month", "list"])
@pytest.mark.parametrize("on", ["2000-01-01", "2100-12-31"])
def test_nothing_leads_to_a_year_that_cannot_be_asked_for(client, view, on):
    shown = page(client, f"/?view={view}&on={on}&space=hall")
    asked = set(re.findall(r'href="/\?[^"]*on=(\d{4})', shown))
    assert asked and asked <= {on[:4], "2026"}


def test_what_is_past_and_what_is_too_soon_have_words_of_their_own(client):
    policy = db.session.scalars(select(Policy).where(Policy.min_notice.is_not(None))).one()
    policy.min_notice = timedelta(days=2)
    db.session.commit()
    listed = entries(page(client, "/?view=list&on=2026-12-01&space=hall"))
    words = {text.split(" ", 1)[1] for kind, text in listed if kind in ("past", "soon")}
    assert words == {"Past", "No longer bookable"}
