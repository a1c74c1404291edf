"""Signing in by an app password (D41). From one network address only so many wrong ones."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, func, select

from booking.actions.sign_in import ADDRESS_FACTOR, WrongCredentials
from booking.actions.transaction import transaction
from booking.errors import TooManyTries
from booking.extensions import db
from booking.models import SignInTry
from booking.queries.tokens import app_password
from booking.rules.secrets import digest, typed

_LONGEST = 300


def let_in(
    email: str, password: str, *, address: str, now: datetime, tries: int, window: timedelta
) -> Row[Any]:
    """Whose it is, as `app_password` gives it. Raises WrongCredentials, TooManyTries."""
    row = app_password(digest(typed(password[:_LONGEST])))
    if row is None or row.email != email.strip().lower():
        _note_guess(address, now=now, tries=tries, window=window)
        raise WrongCredentials()
    return row


def _note_guess(address: str, *, now: datetime, tries: int, window: timedelta) -> None:
    """Counted apart from sign-ins on pages, so that a phone with an old password locks nobody out. Raises
    TooManyTries, and writes nothing more then."""
    subject = f"app:{address}"
    recent = (SignInTry.subject == subject) & (SignInTry.tried_at > now - window)
    if (db.session.scalar(select(func.count()).where(recent)) or 0) >= tries * ADDRESS_FACTOR:
        raise TooManyTries()
    _note(subject, now)


@transaction
def _note(subject: str, now: datetime) -> None:
    db.session.add(SignInTry(subject=subject, tried_at=now))
