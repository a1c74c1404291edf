"""How those who book have used their bookings, when staff weigh one against another."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.rules.lifecycle import CANCELLED, CONFIRMED, RELEASED
from booking.rules.quotas import COMPANY, PERSON

YEAR = timedelta(days=365)
Who = tuple[str, int]  # COMPANY or PERSON, and its id


@dataclass(frozen=True, slots=True)
class Record:
    """Meetings of the last 12 months: those that took place, were cancelled, and to which nobody came."""

    confirmed: int = 0
    cancelled: int = 0
    missed: int = 0


def who(booking: Reservation) -> Who | None:
    """The company, else the person; None for a guest without an account."""
    if booking.company_id:
        return COMPANY, booking.company_id
    return (PERSON, booking.person_id) if booking.person_id else None


def records(bookings: Iterable[Reservation], now: datetime) -> dict[Who, Record]:
    """Of whose these are, if there is any; in one statement."""
    asked = {one for booking in bookings if (one := who(booking))}
    columns = (Reservation.company_id, Reservation.person_id)
    mine = or_(
        Reservation.company_id.in_(_ids(asked, COMPANY)),
        and_(Reservation.company_id.is_(None), Reservation.person_id.in_(_ids(asked, PERSON))),
    )
    sums = (func.sum(case((each, 1), else_=0)) for each in _kinds(now))
    rows = select(*columns, *sums).join(Occurrence.reservation).where(mine).group_by(*columns)
    totals: dict[Who, list[int]] = defaultdict(lambda: [0, 0, 0])
    for company_id, person_id, *counts in db.session.execute(rows):
        key = (COMPANY, company_id) if company_id else (PERSON, person_id)
        totals[key] = [a + b for a, b in zip(totals[key], counts, strict=True)]
    return {key: Record(*counts) for key, counts in totals.items()}


def _ids(asked: Iterable[Who], kind: str) -> list[int]:
    return sorted(number for each, number in asked if each == kind)


def _kinds(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """In the order of Record."""
    since = now - YEAR
    past = (Occurrence.starts_at >= since) & (Occurrence.ends_at <= now)
    nobody = Occurrence.checked_in_at.is_(None) & Occurrence.coming_at.is_(None)
    absent = Occurrence.asked_at.is_not(None) & nobody
    held = past & (Occurrence.status == CONFIRMED)
    released = (Occurrence.status == RELEASED) & (Occurrence.starts_at >= since)
    cancelled = (Occurrence.status == CANCELLED) & (Occurrence.decided_at >= since)
    return held & ~absent, cancelled, held & absent | released
