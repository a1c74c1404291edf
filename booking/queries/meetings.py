"""Where somebody stands who comes by the link of a video meeting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from booking.extensions import db
from booking.models import Meeting, MeetingLink, Occurrence
from booking.rules.lifecycle import CONFIRMED, HOLDING, WAITLISTED
from booking.rules.meetings import CALLED_OFF, EARLY, NOT_SURE, NOTHING, OPEN, OVER, Margins


@dataclass(frozen=True, slots=True)
class Turn:
    """`date` is the one that the link leads to now; None where there is none."""

    state: str
    date: Occurrence | None = None
    opens_at: datetime | None = None
    closes_at: datetime | None = None


def turn_of(dates: Iterable[Occurrence], now: datetime, margins: Margins) -> Turn:
    """The date that is on; else the next that is sure, the next that is not, and the last that was."""
    by_time = sorted(dates, key=lambda date: date.starts_at)
    sure = [date for date in by_time if date.status == CONFIRMED]
    to_come = [date for date in sure if margins.closes_at(date.ends_at) > now and not _ended(date)]
    if to_come:
        return _to_come(_on(to_come, now) or to_come[0], now, margins)
    open_still = [date for date in by_time if date.status in (*HOLDING, WAITLISTED) and date.ends_at > now]
    if open_still and not all(date.status == CONFIRMED for date in open_still):
        return Turn(NOT_SURE, next(date for date in open_still if date.status != CONFIRMED))
    if sure:
        return Turn(OVER, sure[-1])
    return Turn(CALLED_OFF, by_time[-1]) if by_time else Turn(NOTHING)


def _to_come(date: Occurrence, now: datetime, margins: Margins) -> Turn:
    opens_at, closes_at = margins.opens_at(date.starts_at), margins.closes_at(date.ends_at)
    return Turn(EARLY if now < opens_at else OPEN, date, opens_at, closes_at)


def _on(dates: list[Occurrence], now: datetime) -> Occurrence | None:
    """Of two whose time for coming and going overlap the one that has begun last."""
    begun = [date for date in dates if date.starts_at <= now < date.ends_at]
    return begun[-1] if begun else None


def _ended(date: Occurrence) -> bool:
    return date.meeting is not None and date.meeting.ended_at is not None


def meeting_of(occurrence_id: int) -> Meeting | None:
    return db.session.scalar(select(Meeting).where(Meeting.occurrence_id == occurrence_id))


def link_with_all(link_id: int) -> MeetingLink | None:
    date = joinedload(MeetingLink.meeting).joinedload(Meeting.occurrence).joinedload(Occurrence.reservation)
    return db.session.scalar(select(MeetingLink).where(MeetingLink.id == link_id).options(date))


def to_end(provider: str, now: datetime, margins: Margins) -> list[Meeting]:
    """What that provider still has though it is over, or was called off."""
    over = or_(Occurrence.ends_at <= now - margins.after, Occurrence.status != CONFIRMED)
    there = (Meeting.provider == provider, Meeting.ensured.is_not(None))
    rows = select(Meeting).join(Meeting.occurrence).where(*there, over).order_by(Meeting.id)
    with_all = contains_eager(Meeting.occurrence).joinedload(Occurrence.reservation)
    return list(db.session.scalars(rows.options(with_all)))
