from collections.abc import Iterator

import pytest

from booking import clock
from tests import depth, factories, smtp
from tests.clients.desk import Desk
from tests.clients.process import running
from tests.clients.thunderbird import Thunderbird

KIM = "kim@example.kr"

# Programs are slow to start: at small depth one database will do.
ONE_DATABASE = pytest.mark.parametrize(
    "database_url", ["sqlite", "postgresql"] if depth.full() else ["sqlite"], indirect=True
)
# Marks of every test of the one Thunderbird.
ONE_PROGRAM = (pytest.mark.clients, pytest.mark.xdist_group("thunderbird"), ONE_DATABASE)


@pytest.fixture(scope="session")
def started(thunderbird: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Thunderbird]:
    folder = tmp_path_factory.mktemp("thunderbird")
    with smtp.server() as server, running(thunderbird, folder, KIM, server.url) as marionette:
        yield Thunderbird(marionette, server)


@pytest.fixture
def kim(started: Thunderbird) -> Thunderbird:
    """The Thunderbird of somebody who has an account with us."""
    started.forget()
    return started


@pytest.fixture
def settings_of_app() -> dict[str, str]:
    """Mail to rooms and answers to invitations are read."""
    return {
        "MAIL_FROM": "rooms@example.com",
        "INBOUND_DOMAIN": "example.com",
        "INBOUND_URL": "lmtp://127.0.0.1:2400",
        "AUTHSERV_ID": "mx.example.com",
    }


@pytest.fixture
def desk(app, monkeypatch: pytest.MonkeyPatch) -> Desk:
    factories.house()
    made = Desk(app.config["INSTANCE_PATH"] / "mail")
    monkeypatch.setattr(clock, "now", lambda: made.now)
    return made
