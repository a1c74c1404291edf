"""A centre to whose rooms a client's calendar writes."""

import pytest

from tests import factories
from tests.mailbox.invites import KIM, SETTINGS, Post, english


@pytest.fixture
def settings_of_app():
    return SETTINGS


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()
    english(KIM)


@pytest.fixture
def post(app):
    return Post(app)
