"""What is kept for speed is never shown when it is no longer so: here, and in another process."""

import subprocess
import sys
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select

from booking.actions.book import book
from booking.actions.cancel import cancel
from booking.extensions import db
from booking.models import Blackout, Centre, Resource, User
from tests import factories
from tests.factories import NOW, at, person, span, wish
from tests.web.pages import signed_in

ROOT = Path(__file__).parents[2]
DAY = "/?on=2026-12-02&lang=en"
TITLE = "Quiet talks"
# Answers with the page for each line it is given, until there are no more.
OTHER = """
import sys, time_machine
from booking.app import create_app
from tests.factories import NOW
settings, secret, address = dict(DATABASE_URL=sys.argv[1], INSTANCE_PATH=sys.argv[2]), *sys.argv[3:]
app = create_app(settings | {"SECRET_KEY": "tests", "BASE_URL": "http://localhost", "SCHEDULER": "off"})
browser = app.test_client()
browser.set_cookie("sign_in", secret)
with time_machine.travel(NOW, tick=False):
    for line in sys.stdin:
        print(ascii(browser.get(address).text), flush=True)
"""


class Other:
    """The same reader's page from a process of its own."""

    def __init__(self, app, secret: str):
        settings = [app.config["DATABASE_URL"], str(app.config["INSTANCE_PATH"]), secret, DAY]
        argv = [sys.executable, "-c", OTHER, *settings]
        self.process = subprocess.Popen(
            argv, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def page(self) -> str:
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().encode().decode("unicode_escape")


@pytest.fixture
def pages(app):
    """kim's: what both processes show."""
    factories.house()
    with time_machine.travel(NOW, tick=False):
        browser = signed_in(app, "kim@example.kr")
        other = Other(app, browser.get_cookie("sign_in").value)
        yield lambda: [browser.get(DAY).text, other.page()]
        other.process.communicate()


def first(model, **by):
    return db.session.scalars(select(model).filter_by(**by).order_by(model.id)).first()


def changed(model, by, **values):
    def change():
        row = first(model, **by)
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()

    return change


def company_of(email):
    def change():
        first(User, email="kim@example.kr").company_id = email and first(User, email=email).company_id
        db.session.commit()

    return change


def policy(**values):
    def change():
        for name, value in values.items():
            setattr(first(Centre).policy, name, value)
        db.session.commit()

    return change


def blackout(**values):
    def change():
        db.session.add(Blackout(starts_at=at(2, "12:00"), ends_at=at(2, "13:00"), **values))
        db.session.commit()

    return change


def no_blackout():
    db.session.delete(first(Blackout))
    db.session.commit()


def booked():
    book(wish(span(2, "14:00", "15:00"), title=TITLE), by=person("sato@example.jp"), now=NOW)


def cancelled():
    cancel(1, by=person("sato@example.jp"), now=NOW)


TAKEN, KIM = '<td class="taken"', {"email": "kim@example.kr"}
# what is done, a text, whether the page has it afterwards
STEPS = (
    (booked, TAKEN, True),
    (company_of("sato@example.jp"), TITLE, True),
    (company_of(None), TITLE, False),
    (policy(visibility="titles"), TITLE, True),
    (policy(visibility="busy"), TITLE, False),
    (policy(opening_hours={"3": [["11:00", "16:00"]]}), "T09:00", False),
    (policy(opening_hours=factories.WEEKDAYS), "T09:00", True),
    (changed(User, KIM, role="staff"), "Staff desk", True),
    (changed(User, KIM, name="Kim the Second"), "Kim the Second", True),
    (changed(Resource, {"slug": "room"}, names={"en": "The Blue Room"}), "The Blue Room", True),
    (changed(Centre, {}, names={"en": "Centre of Centres"}), "Centre of Centres", True),
    (changed(Centre, {}, demo=True), "demo-banner", True),
    (changed(User, KIM, tzid="Asia/Kolkata"), 'class="own"', True),
    (blackout(reason={"en": "Fire drill"}), "Fire drill", True),
    (no_blackout, "Fire drill", False),
    (changed(Resource, {"slug": "hall"}, active=False), 'href="/spaces/hall"', False),
    (cancelled, TAKEN, False),
    (changed(User, KIM, active=False), "Kim the Second", False),
)


def test_every_change_is_seen_at_once_in_every_process(pages):
    for change, text, expected in STEPS:
        assert [text in page for page in pages()] == [not expected, not expected], (change, text)
        change()
        assert [text in page for page in pages()] == [expected, expected], (change, text)
