"""Accounts and companies."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.models import Company, Occurrence, Reservation, User
from booking.models.reservation import ReservationSpace
from booking.permissions import Actor
from booking.rules.lifecycle import CANCELLED, CONFIRMED, RELEASED


def actor(user: User, door: str) -> Actor:
    """The row as a plain value."""
    return Actor(user.id, user.name, user.email, user.role, door, user.company_id, user.locale, user.tzid)


_WITH_COMPANY = select(User).options(joinedload(User.company))
_ACCOUNT = _WITH_COMPANY.where(User.id == bindparam("user_id"))
_BY_EMAIL = _WITH_COMPANY.where(User.email == bindparam("email"))
_table = User.__table__.c
_ACCOUNTS = select(_table.id, _table.email, _table.locale, _table.tzid).where(
    _table.email.in_(bindparam("emails", expanding=True))
)


_ITS_SPACES = ReservationSpace.reservation_id == Reservation.id


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of somebody by their mail address alone."""

    id: int
    email: str
    locale: str
    tzid: str


def account(user_id: int | None) -> User | None:
    return db.session.scalar(_ACCOUNT, {"user_id": user_id})


def by_email(email: str) -> User | None:
    return db.session.scalar(_BY_EMAIL, {"email": email.strip().lower()})


def accounts(emails: Iterable[str]) -> dict[str, Account]:
    """By address in lower case, those who have one."""
    wanted = sorted({email.lower() for email in emails if email})
    rows = db.session.execute(_ACCOUNTS, {"emails": wanted}) if wanted else ()
    return {row.email: Account(*row) for row in rows}


def account_ids(reservation: Reservation) -> set[int]:
    """Of the person whose booking it is, and of attendees who have an account."""
    invited = accounts(attendee.email for attendee in reservation.attendees).values()
    return {one.id for one in invited} | ({reservation.person_id} if reservation.person_id else set())


def company_named(name: str) -> Company | None:
    return db.session.scalar(select(Company).where(Company.name == name.strip())) if name.strip() else None


def has_confirmed(company_id: int | None, person_id: int | None, space_id: int) -> bool:
    """Whether the company, or without one the person, has ever had a booking of the space confirmed (D16)."""
    if company_id is None and person_id is None:
        return False
    whose = Reservation.company_id == company_id if company_id else Reservation.person_id == person_id
    once = Occurrence.status.in_((CONFIRMED, CANCELLED, RELEASED))
    there = func.coalesce(Occurrence.space_id, ReservationSpace.resource_id) == space_id
    booked = select(Occurrence.id).join(Reservation).join(ReservationSpace, _ITS_SPACES)
    found = booked.where(whose, once, there).limit(1)
    return db.session.scalar(found) is not None
