"""The application factory, and what must be true before it serves."""

from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

import config
from booking import api, cli, dav, web
from booking.extensions import csrf, db, migrate
from booking.models import engine

ROOT = Path(__file__).parent.parent
MIGRATIONS = Path(__file__).parent / "migrations"


def create_app(overrides: dict[str, Any] | None = None) -> Flask:
    """Settings from the environment, `overrides` above them. Starts nothing. Raises config.WrongSetting."""
    settings = config.load(**overrides or {})
    settings["INSTANCE_PATH"].mkdir(parents=True, exist_ok=True)
    app = Flask(
        "booking",
        root_path=str(ROOT / "booking"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
        instance_path=str(settings["INSTANCE_PATH"]),
    )
    app.config.update(settings, **_derived(settings))
    _bind(app)
    for part in (web, api, dav, cli):
        part.register(app)
    _behind_proxies(app)
    return app


def _derived(settings: dict[str, Any]) -> dict[str, Any]:
    url = settings["DATABASE_URL"]
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine.options(url),
        "SESSION_COOKIE_SECURE": settings["BASE_URL"].startswith("https:"),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": settings["DEFAULT_LOCALE"],
        "BABEL_DEFAULT_TIMEZONE": settings["CENTRE_TIMEZONE"],
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "booking" / "translations"),
        "SEND_FILE_MAX_AGE_DEFAULT": 31536000,
    }


def _bind(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        engine.prepare(db.engine)
    migrate.init_app(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    csrf.init_app(app)


def _behind_proxies(app: Flask) -> None:
    """Around everything, /dav too."""
    if app.config["PROXY_HOPS"]:
        hops = app.config["PROXY_HOPS"]
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
