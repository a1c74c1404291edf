from types import SimpleNamespace

import pytest

from booking import clock
from booking.queries import calendar_texts
from booking.queries.kept import Kept
from tests import factories
from tests.dav.apps import CalendarApp
from tests.factories import NOW


@pytest.fixture
def now(monkeypatch):
    """A clock that stands still until it is moved."""
    time = SimpleNamespace(at=NOW)
    monkeypatch.setattr(clock, "now", lambda: time.at)
    return time


@pytest.fixture(autouse=True)
def centre(app, now, monkeypatch):
    """Databases are alike from test to test, and so would be the names of texts that are kept."""
    monkeypatch.setattr(calendar_texts, "_kept", Kept(100))
    factories.house()


@pytest.fixture
def sato(app):
    return CalendarApp(app, "sato@example.jp")


@pytest.fixture
def kim(app):
    return CalendarApp(app, "kim@example.kr")


@pytest.fixture
def staff(app):
    return CalendarApp(app, "staff@example.jp")
