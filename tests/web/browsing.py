"""What a browser does, by the test client."""

import re

from flask.testing import FlaskClient
from sqlalchemy import select

from booking.actions.sign_in import sign_in
from booking.extensions import db
from booking.models import User
from booking.rules.passwords import hashed
from tests.factories import NOW

PASSWORD = "correct horse"


def give_password(*emails: str) -> None:
    kept = hashed(PASSWORD)
    for person in db.session.scalars(select(User).where(User.email.in_(emails))):
        person.password_hash = kept
    db.session.commit()


def token(client: FlaskClient, page: str = "/sign-in") -> str:
    """The CSRF token of a page's form."""
    return re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text)[1]


def enter(client: FlaskClient, email: str, password: str = PASSWORD, onward: str = "", **options):
    form = {"email": email, "password": password, "csrf_token": token(client)}
    return client.post(f"/sign-in{onward}", data=form, **options)


def signed_in(app, email: str, now=NOW) -> FlaskClient:
    """A browser that already holds a sign-in of `email`; give_password first."""
    limits = app.config
    _, secret = sign_in(
        email, PASSWORD, address="127.0.0.1", now=now, lifetime=limits["SIGN_IN_LIFETIME"],
        tries=limits["SIGN_IN_TRIES"], window=limits["SIGN_IN_WINDOW"],
    )  # fmt: skip
    client = app.test_client()
    client.set_cookie("sign_in", secret)
    return client
