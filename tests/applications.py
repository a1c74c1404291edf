"""Applications under test: one for each set of settings, and as it was made before each test.

A start costs a quarter of a second, and an engine of its own would have to compile each statement anew.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from sqlalchemy import Engine

EVENTS = ("before_cursor_execute", "after_cursor_execute", "begin", "commit", "rollback")


class FreshContext(FlaskClient):
    """Each request has its own `g` and its own database session, as when it is served."""

    def open(self, *args, **kwargs):
        with self.application.app_context():
            return super().open(*args, **kwargs)


@dataclass
class Made:
    app: Flask
    engine: Engine
    config: dict[str, Any]
    extensions: dict[str, Any]
    listening: list[int] = field(default_factory=list)

    def renewed(self, instance: Path) -> Flask:
        """Its settings are those it was made with, and what pages kept (booking/web/kept.py) is forgotten."""
        instance.mkdir(exist_ok=True)
        for mine, first in ((self.app.config, self.config), (self.app.extensions, self.extensions)):
            mine.clear()
            mine.update(first)
        self.app.config["INSTANCE_PATH"], self.app.instance_path = instance, str(instance)
        return self.app

    def ended(self) -> None:
        """Who lent a connection and does not give it back has taken the whole pool."""
        if self.engine.dialect.name == "sqlite" or self.engine.pool.checkedout():
            self.engine.dispose()
        assert listening(self.engine) == self.listening, "a listener of this test's is left on the engine"


class Applications:
    def __init__(self, compiled: BytecodeCache):
        self.compiled = compiled
        self.made: dict[frozenset[tuple[str, str]], Made] = {}

    def get(self, settings: dict[str, str], instance: Path) -> Made:
        """With these settings, of which DATABASE_URL is one."""
        key = frozenset(settings.items())
        if key not in self.made:
            self.made[key] = self._make(settings | {"INSTANCE_PATH": str(instance)})
        return self.made[key]

    def pooled(self, url: str) -> int:
        """How many connections to the database lie idle in our pools."""
        return sum(made.engine.pool.checkedin() for made in self._of(url))

    def let_go(self, url: str) -> None:
        for made in self._of(url):
            made.engine.dispose()

    def _of(self, url: str) -> list[Made]:
        return [made for made in self.made.values() if made.config["DATABASE_URL"] == url]

    def _make(self, settings: dict[str, str]) -> Made:
        from booking.app import create_app
        from booking.extensions import db

        app = create_app(settings)
        app.testing = True
        app.jinja_env.bytecode_cache = self.compiled
        app.test_client_class = FreshContext
        with app.app_context():
            engine = db.engine
        return Made(app, engine, dict(app.config), dict(app.extensions), listening(engine))


def listening(engine: Engine) -> list[int]:
    """How many listen to each event."""
    of_engine = [len(getattr(engine.dispatch, name)) for name in EVENTS]
    return [*of_engine, len(engine.pool.dispatch.connect)]
