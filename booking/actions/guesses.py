"""App passwords that were tried and are none: from one network address only so many."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from booking.actions.sign_in import ADDRESS_FACTOR
from booking.actions.transaction import transaction
from booking.errors import TooManyTries
from booking.extensions import db
from booking.models import SignInTry


def note_guess(address: str, *, now: datetime, tries: int, window: timedelta) -> None:
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
