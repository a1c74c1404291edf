"""An invited person proposes another time by their link: a look proposes nothing."""

import html
from datetime import timedelta

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.models import Attendee, Blackout, Proposal
from booking.rules.links import REPLY, signed
from booking.rules.requests import Invited
from tests import factories
from tests.actions.dates import WEEKLY
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import post

LI = "li@example.in"
# By the clock of Kolkata: 3 1/2 hours behind.
FOURTH = {"starts_on": "2026-12-04", "begins": "06:30", "ends": "07:45"}


@pytest.fixture(autouse=True)
def house(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def booked(**more) -> int:
    guests = (Invited(LI, "李", "en", more.pop("tzid", "Asia/Kolkata")),)
    return book(
        wish(span(3, "10:00", "11:00"), attendees=guests, **more), by=person("sato@example.jp"), now=NOW
    ).id


def link() -> str:
    db.session.rollback()
    number = db.session.scalars(select(Attendee.id).filter_by(email=LI)).one()
    return f"/reply/{signed('tests', REPLY, number, 0)}"


def send(client, **data):
    return post(client, f"{link()}/proposal", page=link(), **data)


def proposals() -> list[Proposal]:
    db.session.rollback()
    return list(db.session.scalars(select(Proposal).order_by(Proposal.id)))


def test_the_form_is_filled_in_by_the_readers_clock(client):
    booked()
    page = client.get(link()).text
    for told in ('value="2026-12-03"', 'value="06:30"', 'value="07:30"', "Propose another time", "India"):
        assert told in page
    assert 'name="date"' not in page and proposals() == []


def test_a_second_one_takes_the_place_of_the_first_and_the_page_says_so(client):
    booked()
    assert "takes the place" not in client.get(link()).text
    send(client, **FOURTH)
    assert "A new proposal for the same date takes the place of your earlier one." in client.get(link()).text
    send(client, **FOURTH | {"begins": "07:00"})
    assert [one.status for one in proposals()] == ["outdated", "open"]


def test_a_closed_day_is_refused_at_once_with_its_reason(client):
    booked()
    shut = {"starts_at": at(4, "00:00"), "ends_at": at(4, "23:00"), "reason": {"en": "Snow festival"}}
    db.session.add(Blackout(**shut))
    db.session.commit()
    answer = send(client, **FOURTH)
    assert answer.status_code == 422 and "Closed at that time: Snow festival" in answer.text
    assert 'value="2026-12-04"' in answer.text and proposals() == []


def test_the_form_of_a_series_knows_when_each_date_is(client):
    booked(rrule=WEEKLY)
    page = html.unescape(client.get(link()).text)
    assert '"2026-12-10T10:00:00": ["2026-12-10", "06:30", "07:30"]' in page and "proposal.js" in page


def test_it_is_proposed_and_shown_by_both_clocks(client):
    booked()
    answer = send(client, **FOURTH, note="After\r\nlunch <b>")
    assert answer.status_code == 303 and answer.location == link()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    (made,) = proposals()
    assert (made.interval, made.comment, made.whole) == (span(4, "10:00", "11:15"), "After\nlunch <b>", False)
    assert (made.sequence, made.dtstamp) == (None, None)
    page = client.get(link()).text
    assert "You proposed another time:" in page and "10:00–11:15" in page and "06:30–07:45" in page
    assert "After\nlunch &lt;b&gt;" in page and "Nobody has decided yet." in page


@pytest.mark.parametrize(
    "wrong, told",
    [
        ({"starts_on": ""}, "proposed-on"),
        ({"begins": "25:00"}, "proposed-from"),
        ({"begins": "23:00", "ends": "22:00"}, "proposed-until"),
        ({"starts_on": "2026-11-04"}, "This time has already passed."),
        ({"note": "x" * 1001}, "note-errors"),
        ({"starts_on": "2026-12-03", "ends": "07:30"}, "takes place already"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(client, wrong, told):
    booked()
    answer = send(client, **FOURTH | wrong)
    assert answer.status_code in (409, 422) and told in answer.text and proposals() == []
    assert '<details class="card" id="proposal" open>' in answer.text
    assert f'value="{(FOURTH | wrong)["ends"]}"' in answer.text


def test_a_morning_at_the_venue_may_pass_midnight_where_they_are(client):
    booked(tzid="America/New_York")
    send(client, starts_on="2026-12-03", begins="23:30", ends="00:30")
    assert proposals()[0].interval == span(4, "13:30", "14:30")


@pytest.mark.parametrize("whole", [False, True])
def test_of_a_series_a_date_or_all(client, whole):
    booked(rrule=WEEKLY)
    page = client.get(link()).text
    offered = page.split('name="date"')[1].split("</select>")[0]
    assert offered.count('<option value="2026-12-') == 4 and "All dates to come" in offered
    send(client, date="all" if whole else "2026-12-10T10:00:00", **FOURTH | {"starts_on": "2026-12-11"})
    (made,) = proposals()
    assert (made.whole, made.occurrence.recurrence_id) == (
        whole, "2026-12-03T10:00:00" if whole else "2026-12-10T10:00:00",
    )  # fmt: skip
    assert made.interval == span(11, "10:00", "11:15")


def test_a_date_that_there_is_not(client):
    booked(rrule=WEEKLY)
    assert send(client, date="2026-12-11T10:00:00", **FOURTH).status_code == 422 and proposals() == []


def test_nothing_is_proposed_without_the_token_or_the_link(client):
    booked()
    assert client.post(f"{link()}/proposal", data=FOURTH).status_code == 400
    assert post(client, f"{link()}x/proposal", page=link(), **FOURTH).status_code == 404
    assert client.get(f"{link()}/proposal").status_code == 405 and proposals() == []


@pytest.mark.parametrize("how", ["called off", "begun"])
def test_what_is_over_takes_no_proposal(client, monkeypatch, how):
    number, page = booked(), link()
    client.get(page)
    if how == "begun":
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(days=2, hours=1, minutes=5))
    else:
        cancel(number, by=person("sato@example.jp"), now=NOW)
    assert 'id="proposal"' not in client.get(page).text
    assert post(client, f"{page}/proposal", page="/sign-in", **FOURTH).status_code == 409
    assert proposals() == []
