"""Accounts and companies."""

from collections.abc import Iterable

from sqlalchemy import select

from booking.extensions import db
from booking.models import Company, Occurrence, Reservation, User
from booking.permissions import Actor
from booking.rules.lifecycle import CONFIRMED


def actor(user: User, door: str) -> Actor:
    """The row as a plain value."""
    return Actor(user.id, user.name, user.email, user.role, door, user.company_id, user.locale, user.tzid)


def by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == email.strip().lower()))


def user_ids(emails: Iterable[str]) -> set[int]:
    wanted = sorted({email.lower() for email in emails if email})
    return set(db.session.scalars(select(User.id).where(User.email.in_(wanted)))) if wanted else set()


def company_named(name: str) -> Company | None:
    return db.session.scalar(select(Company).where(Company.name == name.strip())) if name.strip() else None


def has_confirmed(company_id: int | None, person_id: int | None) -> bool:
    """Whether the company, or without one the person, has had a booking confirmed (D16)."""
    if company_id is None and person_id is None:
        return False
    whose = Reservation.company_id == company_id if company_id else Reservation.person_id == person_id
    found = select(Occurrence.id).join(Reservation).where(whose, Occurrence.status == CONFIRMED).limit(1)
    return db.session.scalar(found) is not None
