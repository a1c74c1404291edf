"""Signing in and out: the browser holds a random secret, the row its SHA-256."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import BookingError, TooManyTries
from booking.extensions import db
from booking.models import SignIn, SignInTry
from booking.permissions import Actor
from booking.queries.people import actor, by_email
from booking.rules import secrets
from booking.rules.passwords import verify


class WrongCredentials(BookingError):
    code = "wrong_credentials"
    status = 401


ADDRESS_FACTOR = 10  # a whole company may sit behind one network address


def sign_in(
    email: str,
    password: str,
    *,
    address: str,
    now: datetime,
    lifetime: timedelta,
    tries: int,
    window: timedelta,
) -> tuple[Actor, str]:
    """The person and the browser's secret. Raises TooManyTries, WrongCredentials.

    The try is committed before it is counted and before the password is looked at: of simultaneous tries
    in any number of processes no more than `tries` get through. One that succeeds is taken back.
    """
    email = email.strip().lower()[:254] if email.isprintable() else ""
    noted = _note_try((f"account:{email}", f"address:{address}"), now=now, window=window)
    _refuse_too_many(email, address, since=now - window, tries=tries)
    user = by_email(email)
    if not verify(user.password_hash if user and user.active else None, password[:1024]):
        raise WrongCredentials()
    return _signed_in(email, noted, now=now, lifetime=lifetime)


@transaction
def _note_try(subjects: tuple[str, ...], *, now: datetime, window: timedelta) -> list[int]:
    db.session.execute(delete(SignInTry).where(SignInTry.tried_at <= now - window))
    rows = [SignInTry(subject=subject, tried_at=now) for subject in subjects]
    db.session.add_all(rows)
    db.session.flush()
    return [row.id for row in rows]


def _refuse_too_many(email: str, address: str, *, since: datetime, tries: int) -> None:
    for subject, most in ((f"account:{email}", tries), (f"address:{address}", tries * ADDRESS_FACTOR)):
        recent = (SignInTry.subject == subject) & (SignInTry.tried_at > since)
        if (db.session.scalar(select(func.count()).where(recent)) or 0) > most:
            raise TooManyTries()


@transaction
def _signed_in(email: str, noted: list[int], *, now: datetime, lifetime: timedelta) -> tuple[Actor, str]:
    user = by_email(email)
    if user is None:
        raise WrongCredentials()
    secret = secrets.new()
    db.session.execute(delete(SignIn).where(SignIn.expires_at <= now))
    mine = SignInTry.id.in_(noted) | (SignInTry.subject == f"account:{email}")
    db.session.execute(delete(SignInTry).where(mine))
    db.session.add(
        SignIn(hash=secrets.digest(secret), user_id=user.id, created_at=now, expires_at=now + lifetime)
    )
    by = actor(user, "web")
    record("sign_in", by, now, subject=f"user:{user.id}")
    return by, secret


@transaction
def sign_out(secret: str) -> None:
    db.session.execute(delete(SignIn).where(SignIn.hash == secrets.digest(secret)))
