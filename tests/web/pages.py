"""A browser for tests of pages: signed in as somebody, with the CSRF token that a page gave it."""

import re
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from booking.extensions import db
from booking.models import SignIn
from booking.queries.people import by_email
from booking.rules import secrets
from tests.factories import NOW

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def signed_in(app, email: str | None) -> FlaskClient:
    """A browser of its own; None is nobody."""
    browser = app.test_client()
    if email:
        secret = secrets.new()
        row = SignIn(
            hash=secrets.digest(secret),
            user_id=by_email(email).id,
            created_at=NOW,
            expires_at=NOW + timedelta(days=9),
        )
        db.session.add(row)
        db.session.commit()
        browser.set_cookie("sign_in", secret)
    return browser


def post(browser: FlaskClient, path: str, page: str = "", **data: Any):
    """As from the form of `page`; without one as from any that this browser was shown before."""
    if page or not hasattr(browser, "token"):
        browser.token = TOKEN.search(browser.get(page or "/account", follow_redirects=True).text)[1]
    return browser.post(path, data={"csrf_token": browser.token, **data})


class Queries:
    """How many statements the block sends to the database, beside the BEGIN that we send SQLite ourselves."""

    def __enter__(self) -> "Queries":
        self.count = 0
        event.listen(db.engine, "before_cursor_execute", self._one)
        return self

    def __exit__(self, *error: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self._one)

    def _one(self, connection: object, cursor: object, statement: str, *more: object) -> None:
        self.count += not statement.startswith("BEGIN")
