"""One's own account: language and zone, and the password."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound, TooManyTries
from booking.extensions import db
from booking.models import SignIn, SignInTry, User
from booking.outbox.readers import tell_in
from booking.permissions import OWN, Actor, demand
from booking.rules import secrets
from booking.rules.intake import wrong_text
from booking.rules.locales import LOCALES
from booking.rules.passwords import LONGEST, hashed, verify, wrong_password
from booking.rules.wall import known


@transaction
def edit_account(
    *,
    by: Actor,
    now: datetime,
    locale: str,
    tzid: str,
    reading: str | None = None,
    digest: bool | None = None,
) -> User:
    """Also for meetings to come, and for mails that are not sent yet; None leaves it as it is.

    Raises Invalid, Forbidden, NotFound.
    """
    demand(by, "account", OWN)
    if faults := [*_faults(locale, tzid), *wrong_text("reading", reading or "", "name")]:
        raise Invalid(faults)
    user = _mine(by)
    before = _picture(user)
    user.locale, user.tzid = locale, tzid
    user.reading = user.reading if reading is None else reading.strip()
    user.digest = user.digest if digest is None else digest
    user.changes += 1
    tell_in(user.email, locale, tzid, now)
    record("edit_account", by, now, subject=f"user:{user.id}", before=before, after=_picture(user))
    return user


def _picture(user: User) -> dict[str, Any]:
    return {name: getattr(user, name) for name in ("locale", "tzid", "reading", "digest")}


def _faults(locale: str, tzid: str) -> list[BrokenRule]:
    wrong = [] if locale in LOCALES else [BrokenRule("unknown_answer", "locale")]
    return wrong + ([] if known(tzid) else [BrokenRule("unknown_zone", "tzid", {"tzid": tzid[:60]})])


def change_password(
    old: str, new: str, *, by: Actor, now: datetime, keep: str, tries: int, window: timedelta
) -> None:
    """Signs out every other browser than the one whose secret is `keep`.

    The costly hashes are worked out outside the transaction. Raises Invalid, Forbidden, TooManyTries.
    """
    demand(by, "account", OWN)
    if faults := list(wrong_password(new, "new")):
        raise Invalid(faults)
    _note_try(by, now=now, window=window)
    _refuse_too_many(by, since=now - window, tries=tries)
    kept = db.session.scalar(select(User.password_hash).where(User.id == by.id))
    if not verify(kept, old[:LONGEST]):
        raise Invalid([BrokenRule("wrong_password", "old")])
    _replace(kept, hashed(new), by=by, now=now, keep=keep)


@transaction
def _note_try(by: Actor, *, now: datetime, window: timedelta) -> None:
    """Committed before it is counted, as at signing in."""
    db.session.execute(delete(SignInTry).where(SignInTry.tried_at <= now - window))
    db.session.add(SignInTry(subject=_subject(by), tried_at=now))


def _refuse_too_many(by: Actor, *, since: datetime, tries: int) -> None:
    recent = (SignInTry.subject == _subject(by)) & (SignInTry.tried_at > since)
    if (db.session.scalar(select(func.count()).where(recent)) or 0) > tries:
        raise TooManyTries()


def _subject(by: Actor) -> str:
    return f"password:{by.id}"


@transaction
def _replace(kept: str | None, fresh: str, *, by: Actor, now: datetime, keep: str) -> None:
    """Only what was verified is replaced. Raises Invalid."""
    user = _mine(by)
    if user.password_hash != kept:
        raise Invalid([BrokenRule("wrong_password", "old")])
    user.password_hash = fresh
    others = (SignIn.user_id == user.id) & (SignIn.hash != secrets.digest(keep))
    db.session.execute(delete(SignIn).where(others))
    db.session.execute(delete(SignInTry).where(SignInTry.subject == _subject(by)))
    record("change_password", by, now, subject=f"user:{user.id}")


def _mine(by: Actor) -> User:
    row = select(User).where(User.id == by.id).with_for_update(key_share=True)
    user: User | None = db.session.scalar(row)
    if user is None:
        raise NotFound()
    return user
