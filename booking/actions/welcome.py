"""A password is chosen by a link that came by mail: of a new account, or because it was forgotten."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select

from booking.actions.history import picture, record
from booking.actions.locks import lock_reservations
from booking.actions.moves import closed
from booking.actions.sign_in import ADDRESS_FACTOR
from booking.actions.transaction import StartOver, transaction
from booking.errors import Gone, Invalid, NotFound, TooManyTries
from booking.extensions import db
from booking.models import Reservation, SignIn, SignInTry, User
from booking.outbox.welcome import tell_welcome
from booking.permissions import Actor, demand
from booking.queries.people import actor, by_email
from booking.rules.passwords import hashed, wrong_password
from booking.rules.welcoming import still_good

_JUST_NOW = timedelta(minutes=10)


@transaction
def welcome(user_id: int, *, by: Actor, now: datetime) -> None:
    """By a new link, which makes older ones void. Raises Forbidden, NotFound."""
    demand(by, "edit_people")
    user = _locked(user_id)
    if not user.active:
        raise NotFound()
    _send(user, user.password_hash is not None, by, now)


def forgot_password(email: str, *, address: str, now: datetime, tries: int, window: timedelta) -> None:
    """Nobody is told whether there is such an account. `tries` within `window`, of one mail address; of one
    network address as many more as at signing in. Raises TooManyTries, and counts no more then."""
    email = email.strip().lower()[:254] if email.isprintable() else ""
    most = {f"forgot:{email}": tries, f"forgot-from:{address}": tries * ADDRESS_FACTOR}
    if any(_tried(subject, now - window) >= number for subject, number in most.items()):
        raise TooManyTries()
    _send_to(email, most, now)


def _tried(subject: str, since: datetime) -> int:
    recent = (SignInTry.subject == subject) & (SignInTry.tried_at > since)
    return db.session.scalar(select(func.count()).where(recent)) or 0


@transaction
def _send_to(email: str, subjects: Iterable[str], now: datetime) -> None:
    """A link that was sent a moment ago is not made void by whoever asks once more."""
    db.session.add_all([SignInTry(subject=subject, tried_at=now) for subject in subjects])
    found = by_email(email)
    if found is None or not found.active:
        return
    user = _locked(found.id)
    if user.welcomed_at is None or user.welcomed_at <= now - _JUST_NOW:
        _send(user, True, actor(user, "web"), now)


def _send(user: User, forgotten: bool, by: Actor, now: datetime) -> None:
    user.generation += 1
    user.welcomed_at = now
    tell_welcome(user, forgotten, now)
    record("send_welcome", by, now, subject=f"user:{user.id}")


def choose_password(user_id: int, generation: int, password: str, *, now: datetime) -> None:
    """The link has proven the mail address, so that bookings made for it become the account's (D20). Whoever
    was signed in is signed out; programs and calendar apps, which have secrets of their own (D41), stay.

    Raises Invalid, NotFound, Gone.
    """
    if faults := list(wrong_password(password, "password")):
        raise Invalid(faults)
    _choose(user_id, generation, hashed(password), now)


@transaction
def _choose(user_id: int, generation: int, password_hash: str, now: datetime) -> None:
    theirs = _made_for(user_id, now)
    user = _locked(user_id)
    if user.generation != generation or not user.active or not still_good(user.welcomed_at, now):
        raise Gone()
    user.password_hash = password_hash
    user.generation += 1
    user.welcomed_at = None
    db.session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    db.session.execute(delete(SignInTry).where(SignInTry.subject == f"account:{user.email}"))
    for booking in theirs:
        _attach(booking, user, now)
    record("choose_password", actor(user, "link"), now, subject=f"user:{user.id}")


def _made_for(user_id: int, now: datetime) -> Sequence[Reservation]:
    """The bookings of this mail address that are no account's, locked. Raises StartOver."""
    address = select(User.email).where(User.id == user_id).scalar_subquery()
    made = select(Reservation.id).where(Reservation.contact_email == address, Reservation.person_id.is_(None))
    ids = db.session.scalars(made.order_by(Reservation.id)).all()
    found = lock_reservations(ids, now, people=[user_id]) if ids else []
    if any(booking.person_id for booking in found):
        raise StartOver
    return found


def _attach(booking: Reservation, user: User, now: datetime) -> None:
    before = picture(booking)
    booking.person_id = user.id
    closed(booking, before, "attach", actor(user, "link"), now)


def _locked(user_id: int) -> User:
    row = select(User).where(User.id == user_id).with_for_update(key_share=True)
    user: User | None = db.session.scalar(row)
    if user is None:
        raise NotFound()
    return user
