"""What keeps it from serving is one line on stderr that names it, and exit 1."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from booking.extensions import db
from tests import factories

ROOT = Path(__file__).parents[1]
GUNICORN = (sys.executable, "-m", "gunicorn", "-w", "1", "wsgi:app")
WORKER = (sys.executable, "-m", "flask", "--app", "wsgi", "worker")
SERVE = (sys.executable, "-m", "flask", "--app", "wsgi", "serve")


@pytest.fixture
def environ(database_url, tmp_path):
    names = {"DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path / "other"), "SECRET_KEY": "k"}
    return names | {"SCHEDULER": "off", "PORT": "8795"}


def refused(command, environ) -> str:
    """The one line."""
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environ, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 1, done
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def served_here(monkeypatch, environ):
    """Loads wsgi.py as a server does, in this process; returns what it says when it refuses."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    try:
        runpy.run_path(str(ROOT / "wsgi.py"))
    except SystemExit as end:
        return str(end)
    return ""


def drop_guard(name: str = "claim_no_overlap") -> None:
    if db.engine.dialect.name == "sqlite":
        run(f"DROP TRIGGER {name}_insert", f"DROP TRIGGER {name}_update")
    else:
        run(f"ALTER TABLE claim DROP CONSTRAINT {name}")


def run(*statements: str) -> None:
    db.session.remove()
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def test_a_good_database_is_served(app, environ, monkeypatch):
    factories.house()
    assert served_here(monkeypatch, environ) == ""


@pytest.mark.parametrize("command", [GUNICORN, WORKER])
def test_a_dropped_guard_is_refused(app, environ, command):
    factories.house()
    drop_guard()
    assert "does not enforce claim_no_overlap" in refused(command, environ)


def test_serve_asks_too(app, environ):
    factories.house()
    drop_guard()
    assert "does not enforce claim_no_overlap" in refused(SERVE, environ)


def test_a_guard_with_the_right_name_and_no_effect_is_refused(app, environ, monkeypatch):
    factories.house()
    drop_guard()
    if db.engine.dialect.name == "sqlite":
        trigger = "CREATE TRIGGER claim_no_overlap_{0} BEFORE {0} ON claim BEGIN SELECT 1; END"
        run(trigger.format("insert"), trigger.format("update"))
    else:
        run("ALTER TABLE claim ADD CONSTRAINT claim_no_overlap CHECK (true)")
    assert "does not enforce claim_no_overlap" in served_here(monkeypatch, environ)


def test_a_guard_for_inserts_only_is_refused(app, environ, monkeypatch):
    factories.house()
    if db.engine.dialect.name == "sqlite":
        noop = "CREATE TRIGGER claim_no_overlap_update BEFORE UPDATE ON claim BEGIN SELECT 1; END"
        run("DROP TRIGGER claim_no_overlap_update", noop)
    else:
        drop_guard()
    assert "does not enforce claim_no_overlap" in served_here(monkeypatch, environ)


def test_a_history_that_could_be_rewritten_is_refused(app, environ, monkeypatch):
    factories.house()
    if db.engine.dialect.name == "sqlite":
        run("DROP TRIGGER audit_entry_no_delete")
    else:
        run("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
    assert "does not enforce audit_entry_" in served_here(monkeypatch, environ)


def test_a_schema_that_is_not_the_newest_is_refused(app, environ, monkeypatch):
    factories.house()
    run("UPDATE alembic_version SET version_num = '0000'")
    said = served_here(monkeypatch, environ)
    assert "schema is at 0000, not at" in said and "db upgrade" in said


def test_no_tables_at_all_is_refused(environ, tmp_path, monkeypatch):
    here = environ | {"DATABASE_URL": f"sqlite:///{tmp_path}/new.db"}
    assert "schema is at nothing" in served_here(monkeypatch, here)


def test_without_a_centre_it_is_refused(app, environ, monkeypatch):
    assert "there is no centre yet" in served_here(monkeypatch, environ)


def test_a_test_clock_is_for_this_machine_only(app, environ, monkeypatch):
    factories.house()
    outside = environ | {"TEST_CLOCK": "1", "BASE_URL": "http://rooms.example.jp"}
    assert "TEST_CLOCK is on" in served_here(monkeypatch, outside)
    assert served_here(monkeypatch, outside | {"BASE_URL": "http://localhost:8000"}) == ""


WRONG = {
    "DATABASE_URL": "postgresql://user:secret@localhost:port/rooms",
    "PORT": "eighty",
    "BASE_URL": "rooms.example.jp",
    "PROXY_HOPS": "one",
    "SMTP_URL": "mail.example.jp:25",
    "SMTP_TIMEOUT": "-1",
    "MAIL_FROM": "Rooms <rooms@example.jp>",
    "ORGANIZER_ADDRESS": "rooms",
    "DEFAULT_LOCALE": "fr",
    "CENTRE_TIMEZONE": "Sapporo",
    "SCHEDULER": "perhaps",
    "TEST_CLOCK": "maybe",
    "TICK_INTERVAL": "ten",
    "WEB_WORKERS": "many",
    "MAX_CONTENT_LENGTH": "1 MB",
    "INSTANCE_PATH": "/dev/null/instance",
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_setting_is_one_line_that_names_it(name, tmp_path, monkeypatch):
    settings = {"INSTANCE_PATH": str(tmp_path), name: WRONG[name]}
    said = served_here(monkeypatch, settings)
    assert said.startswith(name) and "\n" not in said


@pytest.mark.parametrize("url", ["postgresql://rooms@127.0.0.1:1/rooms", "sqlite:////nowhere/at/all.db"])
def test_a_database_that_does_not_answer_is_one_line(url, tmp_path, monkeypatch):
    said = served_here(monkeypatch, {"INSTANCE_PATH": str(tmp_path), "DATABASE_URL": url})
    assert "DATABASE_URL: " in said and "\n" not in said


@pytest.mark.parametrize("command", [GUNICORN, (*WORKER[:-1], "doctor")])
@pytest.mark.parametrize("name", ["PORT", "CENTRE_TIMEZONE"])
def test_a_wrong_setting_ends_the_process(command, name, tmp_path):
    assert refused(command, {"INSTANCE_PATH": str(tmp_path), name: WRONG[name]}).startswith(f"{name}=")
