"""A password is chosen by a link that came by mail: of a new account, or because it was forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import Gone, Invalid, NotFound, TooManyTries
from booking.extensions import db
from booking.models import Reservation, SignIn, SignInTry, User
from booking.outbox.welcome import tell_welcome
from booking.permissions import Actor, demand
from booking.queries.people import actor, by_email
from booking.rules.passwords import hashed, wrong_password
from booking.rules.welcoming import still_good


@transaction
def welcome(user_id: int, *, by: Actor, now: datetime) -> None:
    """By a new link, which makes older ones void. Raises Forbidden, NotFound."""
    demand(by, "edit_people")
    user = _locked(user_id)
    if not user.active:
        raise NotFound()
    _send(user, user.password_hash is not None, by, now)


def forgot_password(email: str, *, address: str, now: datetime, tries: int, window: timedelta) -> None:
    """Nobody is told whether there is such an account. `tries` within `window`, of one mail address or
    network address. Raises TooManyTries."""
    email = email.strip().lower()[:254] if email.isprintable() else ""
    subjects = (f"forgot:{email}", f"forgot:{address}")
    _note(subjects, now)
    recent = (SignInTry.subject.in_(subjects), SignInTry.tried_at > now - window)
    counted = select(func.count()).where(*recent).group_by(SignInTry.subject)
    if any(number > tries for number in db.session.scalars(counted)):
        raise TooManyTries()
    _send_to(email, now)


@transaction
def _note(subjects: tuple[str, ...], now: datetime) -> None:
    """Committed before it is counted, as at signing in."""
    db.session.add_all([SignInTry(subject=subject, tried_at=now) for subject in subjects])


@transaction
def _send_to(email: str, now: datetime) -> None:
    found = by_email(email)
    if found and found.active:
        user = _locked(found.id)
        _send(user, True, actor(user, "web"), now)


def _send(user: User, forgotten: bool, by: Actor, now: datetime) -> None:
    user.generation += 1
    user.welcomed_at = now
    tell_welcome(user, forgotten, now)
    record("send_welcome", by, now, subject=f"user:{user.id}")


def choose_password(user_id: int, generation: int, password: str, *, now: datetime) -> None:
    """The link has proven the mail address, so that bookings made for it become the account's (D20). Whoever
    was signed in is signed out. Raises Invalid, NotFound, Gone."""
    if faults := list(wrong_password(password, "password")):
        raise Invalid(faults)
    _choose(user_id, generation, hashed(password), now)


@transaction
def _choose(user_id: int, generation: int, password_hash: str, now: datetime) -> None:
    user = _locked(user_id)
    if user.generation != generation or not user.active or not still_good(user.welcomed_at, now):
        raise Gone()
    user.password_hash = password_hash
    user.generation += 1
    db.session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    db.session.execute(delete(SignInTry).where(SignInTry.subject == f"account:{user.email}"))
    _attach(user)
    record("choose_password", actor(user, "link"), now, subject=f"user:{user.id}")


def _attach(user: User) -> None:
    theirs = (Reservation.contact_email == user.email, Reservation.person_id.is_(None))
    attached = update(Reservation).where(*theirs).values(person_id=user.id).returning(Reservation.id)
    if db.session.scalars(attached.execution_options(synchronize_session=False)).all():
        user.changes += 1


def _locked(user_id: int) -> User:
    row = select(User).where(User.id == user_id).with_for_update(key_share=True)
    user: User | None = db.session.scalar(row)
    if user is None:
        raise NotFound()
    return user
