"""The page of the finder: by GET, without a script, in everybody's clock."""

import re

import pytest
import time_machine

from booking.actions.book import book
from booking.extensions import db
from booking.models import Centre
from tests import factories
from tests.factories import NOW, person, span, wish
from tests.said import said
from tests.web.pages import Queries, signed_in

DAY = "duration=PT60M&from=2026-12-02&to=2026-12-02"
ROW = re.compile(r"<tr>\s*<th scope=\"row\">.*?</tr>", re.S)


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    with time_machine.travel(NOW, tick=False):
        yield app


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def rows(browser, query: str, lang: str = "en") -> list[str]:
    page = browser.get(f"/search?{query}&lang={lang}")
    assert page.status_code == 200
    return [words(row) for row in ROW.findall(page.text)]


def test_the_best_time_with_every_clock_and_the_reasons(client):
    """Three quarters of it are early in Bangalore, and in New York's evening: no time is better."""
    found = rows(client, f"{DAY}&space=room&zones=Asia/Tokyo&zones=Asia/Kolkata&zones=America/New_York")
    assert found[0] == (
        "Wed, Dec 2, 2026 10:15–11:15 Japan Time Sapporo ○ 10:15–11:15 in working hours"
        " Bangalore △ 06:45–07:45 at night, early in the morning"
        " New York Tue, Dec 1 △ 20:15–21:15 in the evening, at night"
        " Book Book Wed, Dec 2, 2026 10:15–11:15 room"
    )


def test_at_most_two_of_half_a_day(client):
    clocks = [row[17:28] for row in rows(client, f"{DAY}&space=room&zones=Asia/Tokyo&zones=Asia/Kolkata")]
    assert clocks == ["13:00–14:00", "14:00–15:00", "11:45–12:45", "10:30–11:30"]


def test_sides_with_one_clock_stand_together_each_with_its_reason(client):
    query = "duration=PT60M&from=2027-02-08&to=2027-02-08&space=room&zones=Asia/Tokyo&zones=Asia/Seoul"
    assert rows(client, query)[0] == (
        "Mon, Feb 8, 2027 09:00–10:00 Japan Time Sapporo · Seoul, Daejeon 09:00–10:00"
        " ○ Sapporo: in working hours × Seoul, Daejeon: public holiday: The second day of Korean New Year"
        " Book Book Mon, Feb 8, 2027 09:00–10:00 room"
    )
    working = rows(client, f"{DAY}&space=room&zones=Asia/Tokyo&zones=Asia/Seoul")[0]
    assert "Sapporo · Seoul, Daejeon ○ 09:00–10:00 in working hours Book" in working


def test_a_holiday_is_named_in_the_readers_language(client):
    query = "duration=PT60M&from=2026-12-25&to=2026-12-25&space=room&zones=Asia/Seoul"
    page = client.get(f"/search?{query}&lang=en").text
    assert "public holiday: Christmas Day" in page
    assert "기독탄신일" in client.get(f"/search?{query}&lang=ko").text
    assert said("en", "No free time lies in the working day of every side. These come nearest to it.") in page


def test_the_link_books_what_is_shown(app, client):
    page = client.get(f"/search?{DAY}&space=room&zones=Asia/Kolkata&lang=en").text
    link = re.search(r'href="(/reservations/new[^"]+)"', page)[1].replace("&amp;", "&")
    assert link == "/reservations/new?space=room&starts_at=2026-12-02T12:30&duration=PT60M"
    form = signed_in(app, "sato@example.jp").get(link).text
    assert 'value="2026-12-02"' in form and 'value="12:30"' in form and 'value="13:30"' in form


def test_the_equipment_goes_along(app, client):
    page = client.get(f"/search?{DAY}&space=room&zones=Asia/Kolkata&equipment-projector=2&lang=en").text
    link = re.search(r'href="(/reservations/new[^"]+)"', page)[1].replace("&amp;", "&")
    form = signed_in(app, "sato@example.jp").get(link).text
    assert re.search(r'name="equipment-projector"[^>]* value="2"', form)


def test_a_time_free_in_two_spaces_is_one_row(client):
    first, second, *_ = rows(client, f"{DAY}&zones=Asia/Tokyo")
    at = "Book Wed, Dec 2, 2026 09:00–10:00"
    assert first.endswith(f"in working hours Book {at} hall {at} room") and "10:00–11:00" in second


def test_what_is_taken_is_not_shown(client):
    book(wish(span(2, "09:00", "17:30")), by=person("sato@example.jp"), now=NOW)
    page = client.get(f"/search?{DAY}&space=room&lang=en").text
    assert said("en", "No free time was found") in page
    assert (
        said("en", "Please try more days, a shorter meeting, more spaces, or fewer people or units.") in page
    )


def test_a_rule_that_no_time_would_keep_is_told(client):
    page = client.get(f"/search?{DAY}&space=room&headcount=12&lang=en").text
    assert "<li>room: There is room for 8 people at most.</li>" in page


def test_the_first_look_begins_with_ones_own_zone_and_two_weeks(app):
    page = signed_in(app, "kim@example.kr").get("/search?lang=en").text
    checked = re.findall(r'name="zones" value="([^"]+)" checked', page)
    assert checked == ["Asia/Tokyo", "Asia/Seoul"]
    assert 'value="2026-12-01"' in page and 'value="2026-12-14"' in page and len(ROW.findall(page)) == 20


def test_a_zone_without_a_box_stays_in_its_field(client):
    page = client.get(f"/search?{DAY}&zones=Europe/Berlin&zones=&lang=en").text
    assert 'value="Europe/Berlin" maxlength' in page and '<th scope="col">Berlin</th>' in page
    assert len(re.findall(r'<input id="zone-\d+"', page)) == 2


def test_every_fault_is_told_beside_its_field(client):
    query = "duration=soon&from=2026-12-09&to=2026-12-02&zones=Mars/X&headcount=many&equipment-projector=-1"
    answer = client.get(f"/search?{query}&lang=en")
    assert answer.status_code == 422 and not ROW.findall(answer.text)
    for field in ("duration", "to", "zones", "headcount", "equipment-projector"):
        assert f'id="{field}-errors"' in answer.text, field
    assert "The time zone Mars/X is not known." in answer.text


@pytest.mark.parametrize(
    "query",
    ["from=9999-12-31", "from=x", "to=0001-01-01", "space=none", "duration=PT99H", "equipment-projector=9"],
)
def test_no_value_is_an_error_of_ours(client, query):
    assert client.get(f"/search?duration=PT60M&{query}").status_code in (200, 422)


def test_what_the_page_is_made_of(client):
    page = client.get(f"/search?{DAY}&lang=en").text
    assert page.count("<h1") == 1 and " style=" not in page
    assert '<form method="get"' in page and "csrf_token" not in page.split("<main")[1]
    for id in re.findall(r'<(?:input|select)[^>]* id="([^"]+)"', page.split("<main")[1]):
        assert f'for="{id}"' in page, id


def test_the_way_there(app, client):
    assert '<a href="/search">Find a time</a>' in client.get("/?lang=en").text
    assert 'href="/search?space=room"' in client.get("/?lang=en&space=room").text
    assert 'href="/search" aria-current="page"' in signed_in(app, "sato@example.jp").get("/search").text


@pytest.mark.parametrize("lang", ["ja", "ko"])
def test_in_other_languages(client, lang):
    page = client.get(f"/search?{DAY}&lang={lang}")
    assert page.status_code == 200 and said(lang, "Number of people") in page.text


def test_as_many_queries_for_two_months_as_for_a_day(client):
    def cost(query: str) -> int:
        with Queries() as queries:
            assert client.get(f"/search?{query}").status_code == 200
        return queries.count

    assert cost(DAY) == cost(
        "duration=PT60M&from=2026-12-02&to=2027-02-01&zones=Asia/Seoul&zones=Asia/Kolkata"
    )


def test_a_centre_elsewhere_has_its_own_zone_to_tick(client):
    from booking.models import Resource

    db.session.get(Centre, 1).tzid = "Europe/Berlin"
    for resource in db.session.query(Resource):
        resource.tzid, resource.country = "Europe/Berlin", "DE"
    db.session.commit()
    page = client.get(f"/search?{DAY}&lang=en").text
    assert 'name="zones" value="Europe/Berlin" checked' in page and "CET" not in page


def test_of_days_it_is_told_that_they_are_days(client):
    page = client.get("/search?duration=PT60M&from=2026-12-03&to=2026-12-02&lang=en").text
    assert "The last day lies before the first day." in page and "The end must come" not in page
