"""Fixtures that everything shares. Tests of rules and ical ask for none of those with a database."""

import gc
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from hypothesis import HealthCheck, settings
from jinja2 import FileSystemBytecodeCache
from xdist.scheduler import LoadGroupScheduling

from booking.rules import passwords
from tests import databases, depth, samples, templates, tools
from tests.applications import Applications

USUAL = {
    "SECRET_KEY": "tests",
    "BASE_URL": "http://localhost",
    "TEST_CLOCK": "1",
    "SCHEDULER": "off",
    "UNDO_FOR": "0",
    "VIDEO_PROVIDER": "off",  # whatever this machine has
}
SHALLOW, DEEP = 25, 400
settings.register_profile("shallow", max_examples=SHALLOW, deadline=None)
settings.register_profile(
    "deep", max_examples=DEEP, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--full-depth", action="store_true", help="races and property tests at their full depth")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--full-depth"):
        os.environ[depth.VARIABLE] = "1"
    # No mail of the morning among those that a test counts, whatever time of day it is.
    os.environ["DIGEST_AT"] = ""
    settings.load_profile("deep" if depth.full() else "shallow")


class InGroups(LoadGroupScheduling):
    """The stories follow one another in one worker.

    By file: pytest 9.2 keeps no name in which xdist 3.8 could write a test's group.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return file if file.endswith("browser/test_stories.py") else nodeid


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> InGroups | None:
    return InGroups(config, log) if config.getvalue("dist") == "loadgroup" else None


def pytest_collection_finish() -> None:
    """Some thousand tests and what they import stay: the collector need not go through them again."""
    gc.collect()
    gc.freeze()


def pytest_report_header(config: pytest.Config) -> list[str]:
    return [
        f"PostgreSQL: {databases.described() or 'none'}",
        f"Chromium: {tools.browser_described() or 'none'}",
        f"Thunderbird: {tools.mail_client_described() or 'none'}",
        f"Janus: {tools.conference_server_described() or 'none'}",
        f"Evolution: {tools.evolution_data_server() or 'none'}",
        f"samples: {samples.described()}",
        f"depth: {'full' if depth.full() else 'small (--full-depth for all of it)'}",
    ]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """tests/rules/test_passwords.py looks at what they cost where it is served."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cheap)
        patch.setattr(passwords, "_NOBODY", cheap.hash("nobody has this password"))
        yield


@pytest.fixture(scope="session")
def full_depth() -> bool:
    return depth.full()


def lack(what: str) -> None:
    """Nothing is skipped silently: without ALLOW_SKIPS=1 what is missing is a failure."""
    (pytest.skip if os.environ.get("ALLOW_SKIPS") == "1" else pytest.fail)(
        f"{what} is missing: make test-tools"
    )


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser."""
    return tools.chromium() or lack("Chromium")


@pytest.fixture(scope="session")
def janus() -> str:
    """The path of a conference server."""
    return tools.janus() or lack("Janus")


@pytest.fixture(scope="session")
def thunderbird() -> str:
    """The path of a mail program."""
    return tools.thunderbird() or lack("Thunderbird")


@pytest.fixture(scope="session")
def evolution_data_server() -> str:
    """Its version."""
    return tools.evolution_data_server() or lack("Evolution's data server")


@pytest.fixture(scope="session")
def npm_packages() -> str:
    """Their names and versions."""
    return tools.npm_packages() or lack("npm packages")


@pytest.fixture(scope="session")
def postgresql(worker: str) -> Iterator[templates.Postgresql]:
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield from _migrated(templates.Postgresql(databases.server(given), worker))
    elif folder := databases.bindir():
        with databases.cluster(folder) as url:
            yield from _migrated(templates.Postgresql(url, worker))
    else:
        lack(f"PostgreSQL {databases.OLDEST} or newer")


@pytest.fixture(scope="session")
def sqlite() -> Iterator[templates.Sqlite]:
    with tempfile.TemporaryDirectory(prefix="rooms", dir=databases.roomy_memory() or None) as folder:
        yield from _migrated(templates.Sqlite(Path(folder)))


@pytest.fixture(scope="session")
def worker() -> str:
    """A name for databases that no other test process uses."""
    return f"rooms_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"


def _migrated(server: templates.Sqlite | templates.Postgresql) -> Iterator:
    try:
        server.template(_migrate)
        yield server
    finally:
        server.drop()


def _migrate(url: str) -> None:
    from flask_migrate import upgrade

    from booking.app import create_app
    from booking.extensions import db

    app = create_app({"DATABASE_URL": url, "SECRET_KEY": "migration", "SCHEDULER": "off"})
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, applications: Applications) -> str:
    """A database as migrated, of this test's own; the test runs once on each kind."""
    server = request.getfixturevalue(request.param)
    url = server.url()
    if not server.emptied(applications.pooled(url)):
        applications.let_go(url)
        server.copy()
    return url


@pytest.fixture
def settings_of_app() -> dict[str, str]:
    """Settings beside the usual ones; a test module defines its own fixture of this name to change them."""
    return {}


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates are compiled once for all tests, not for each one's application."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def applications(compiled: FileSystemBytecodeCache) -> Applications:
    return Applications(compiled)


@pytest.fixture
def app(
    database_url: str, tmp_path: Path, settings_of_app: dict[str, str], applications: Applications
) -> Iterator[Flask]:
    from booking.extensions import db

    instance = tmp_path / "instance"
    made = applications.get(USUAL | {"DATABASE_URL": database_url} | settings_of_app, instance)
    with made.renewed(instance).app_context():
        yield made.app
        db.session.remove()
    made.ended()


@pytest.fixture
def client(app):
    return app.test_client()
