"""What has happened so far, on the page of a booking: who did what, and what that made another."""

import html
import re

import pytest
from sqlalchemy import select

from booking import clock
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.models import Question
from booking.rules.requests import Invited
from tests import factories
from tests.actions.dates import DAILY, SATO, WEEKLY, edited, made, on, ruled, wall
from tests.factories import NOW, person
from tests.web.pages import signed_in


@pytest.fixture(autouse=True)
def centre(app, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    factories.house()


def told(app, number, who=SATO):
    """The lines of the newest entry, as plain text."""
    page = signed_in(app, who).get(f"/reservations/{number}?lang=en").text
    newest = re.findall(r"<li><time.*?</li>", page.partition('class="history"')[2], re.S)[-1]
    lines = (re.sub(r"<[^>]+>", "", part) for part in newest.partition("<span>")[2].split("<br>"))
    return [html.unescape(line).strip() for line in lines]


def test_a_change_says_what_it_made_another(app):
    number = made(on(2), headcount=2, attendees=(Invited("li@example.tw", "李"),))
    edited(number, title="<b>", interval=on(3, "14:00", "15:00"), headcount=3, spaces=("hall",),
           equipment={"projector": 1}, attendees=())  # fmt: skip
    sentence, *lines = told(app, number)
    assert "changed it." in sentence
    assert next(line for line in lines if line.startswith("Title: ")).endswith(" → <b>")
    assert "Space: room → hall" in lines
    assert "Time: Wed, Dec 2, 2026 10:00–11:00 → Thu, Dec 3, 2026 14:00–15:00" in lines
    assert "Equipment: – → Projector × 1" in lines
    assert "Number of people: 2 → 3" in lines
    assert "No longer invited: 李 (li@example.tw)" in lines


def test_a_series_says_its_rule_and_each_date(app):
    number = made(on(2), rrule=DAILY)
    edited(number, rrule="FREQ=DAILY;COUNT=2")
    assert told(app, number)[1:] == [
        "Repeats: Every day, 3 times, 10:00–11:00 → Every day, 2 times, 10:00–11:00",
        "Date taken out: Fri, Dec 4, 2026 10:00–11:00",
    ]
    cancel(number, by=person(SATO), now=NOW, scope="one", recurrence_id=wall(3))
    assert told(app, number)[1:] == ["Date taken out: Thu, Dec 3, 2026 10:00–11:00"]


def test_one_date_of_a_series_names_itself(app):
    number = made(on(2), rrule=WEEKLY)
    edited(number, scope="one", at=wall(9), spaces=("hall",))
    assert told(app, number)[1:] == ["Space (Wed, Dec 9, 2026): room → hall"]


def test_a_long_list_is_cut(app):
    number = made(on(2), rrule="FREQ=WEEKLY;COUNT=12;BYDAY=MO,TU,WE,TH,FR")
    edited(number, interval=on(2, "14:00", "15:00"))
    lines = told(app, number)
    assert len(lines) == 12 and lines[-1] == "and 3 more"


def test_a_change_that_waits_is_asked_for(app):
    number = made(on(2))
    ruled("room", approval="always")
    edited(number, interval=on(3))
    sentence, line = told(app, number)
    assert "asked for a change." in sentence
    assert line == "Asked for: Thu, Dec 3, 2026 10:00–11:00, room"


def test_an_answer_is_named_by_its_question(app):
    number = made(on(2), answers={"purpose": "talks"})
    question = db.session.scalars(select(Question)).one()
    question.required, question.choices = (
        False,
        [*question.choices, {"value": "fair", "labels": {"en": "A fair"}}],
    )
    db.session.commit()
    edited(number, answers={"purpose": "fair"}, video=True)
    assert told(app, number)[1:] == ["Video meeting: No → Yes", "Purpose: Talks → A fair"]
    edited(number, answers={"purpose": ""})
    assert told(app, number)[1:] == ["Purpose: A fair → –"]
