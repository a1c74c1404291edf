"""Whom a policy can name."""

from collections.abc import Sequence

from sqlalchemy import select

from booking.extensions import db
from booking.models import Company, User
from booking.permissions import ADMINISTRATOR, STAFF


def staff() -> Sequence[User]:
    """In service."""
    rows = select(User).where(User.active, User.role.in_((STAFF, ADMINISTRATOR)))
    return db.session.scalars(rows.order_by(User.name, User.id)).all()


def companies() -> Sequence[Company]:
    return db.session.scalars(select(Company).order_by(Company.name)).all()
