"""Single days that staff opened or closed."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from booking.errors import NotFound
from booking.extensions import db
from booking.models import SpecialDay
from booking.queries.down import down


def special_day(day_id: int) -> list[SpecialDay]:
    """That one, read anew from its row. Raises NotFound."""
    row = select(SpecialDay).where(SpecialDay.id == day_id).execution_options(populate_existing=True)
    found = list(db.session.scalars(row))
    if not found:
        raise NotFound()
    return found


def special_days(before: int | None, limit: int) -> Sequence[SpecialDay]:
    """Newest first, those with an id below `before`."""
    return db.session.scalars(down(select(SpecialDay), SpecialDay.id, before, limit)).all()


def special_days_of(year: int) -> Sequence[SpecialDay]:
    """By day, the centre's before those of single resources."""
    within = SpecialDay.on.between(date(year, 1, 1), date(year, 12, 31))
    order = (SpecialDay.on, SpecialDay.resource_id.is_not(None), SpecialDay.id)
    return db.session.scalars(select(SpecialDay).where(within).order_by(*order)).all()
