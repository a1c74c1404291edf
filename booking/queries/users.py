"""Accounts and companies as staff look for them."""

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Company, Reservation, User
from booking.queries.named import named
from booking.queries.people import account

MOST_BOOKINGS = 10


def users(wanted: str, company_id: int | None, after: int, most: int) -> Sequence[User]:
    """By reading, else by name; `wanted` is of a name, a reading, an address, a number or the company."""
    rows = select(User).outerjoin(User.company).options(joinedload(User.company))
    texts = (User.name, User.reading, User.email, Company.name, Company.reading)
    found = rows.where(named(wanted, texts, User.phone)) if wanted else rows
    if company_id is not None:
        found = found.where(User.company_id == company_id)
    return db.session.scalars(_by_reading(found, User).offset(after).limit(most)).all()


def user(user_id: int) -> User:
    """Raises NotFound."""
    found = account(user_id)
    if found is None:
        raise NotFound()
    return found


def companies(wanted: str, after: int, most: int) -> Sequence[tuple[Company, int]]:
    """With how many accounts each has."""
    people = select(func.count()).where(User.company_id == Company.id).scalar_subquery()
    rows = select(Company, people)
    found = rows.where(named(wanted, (Company.name, Company.reading))) if wanted else rows
    shown = db.session.execute(_by_reading(found, Company).offset(after).limit(most))
    return [(company, number) for company, number in shown]


def company(company_id: int) -> Company:
    """Raises NotFound."""
    found = db.session.get(Company, company_id)
    if found is None:
        raise NotFound()
    return found


def company_names() -> Sequence[tuple[int, str]]:
    rows = _by_reading(select(Company.id, Company.name), Company)
    return [(row.id, row.name) for row in db.session.execute(rows)]


def last_bookings(user_id: int) -> Sequence[Reservation]:
    """Of one person, the newest first."""
    theirs = or_(Reservation.person_id == user_id, Reservation.booked_by_id == user_id)
    rows = select(Reservation).where(theirs).order_by(Reservation.id.desc()).limit(MOST_BOOKINGS)
    return db.session.scalars(rows).all()


def _by_reading(rows: Select, of: type[User] | type[Company]) -> Select:
    """Who has no reading stands where the name would."""
    return rows.order_by(func.lower(func.coalesce(func.nullif(of.reading, ""), of.name)), of.id)
