"""Who is in a video meeting, who waits to be let in, and who may stay."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from booking.extensions import db
from booking.models import Attendance, Attendee, Meeting, MeetingLink, Occurrence
from booking.rules.lifecycle import CONFIRMED
from booking.rules.meetings import CANCELLED, LATE, REMOVED, REVOKED, Margins


@dataclass(frozen=True, slots=True)
class Standing:
    """`reason` is empty for who may stay; else of rules/meetings.py. Instants in UTC."""

    ends_at: datetime
    closes_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    attendance_id: int
    name: str
    role: str


def standing(attendance_ids: Collection[int], now: datetime, margins: Margins) -> dict[int, Standing]:
    rows = _STANDING.where(Attendance.id.in_(attendance_ids))
    return {row.id: _standing(row, now, margins) for row in db.session.execute(rows)}


_STANDING = (
    select(
        Attendance.id, Attendance.attendee_id, Attendance.generation, Attendance.removed_at,
        Attendance.removed_for, Attendee.generation.label("now_generation"), Attendee.removed,
        MeetingLink.revoked_at, Meeting.ended_at, Occurrence.status,
        Occurrence.ends_at.label("until_at"),
    )
    .join(Meeting, Meeting.id == Attendance.meeting_id)
    .join(Occurrence, Occurrence.id == Meeting.occurrence_id)
    .outerjoin(Attendee, Attendee.id == Attendance.attendee_id)
    .outerjoin(MeetingLink, MeetingLink.id == Attendance.link_id)
)  # fmt: skip


def _standing(row: Row[Any], now: datetime, margins: Margins) -> Standing:
    closes_at = margins.closes_at(row.until_at)
    ended = closes_at <= now or row.ended_at is not None
    return Standing(row.until_at, closes_at, _reason(row, ended))


def _reason(row: Row[Any], ended: bool) -> str:
    if row.removed_at:
        return row.removed_for or REMOVED
    if row.revoked_at or (row.attendee_id and (row.removed or row.generation != row.now_generation)):
        return REVOKED
    if row.status != CONFIRMED:
        return CANCELLED
    return LATE if ended else ""


def waiting(meeting_ids: Collection[int]) -> dict[int, tuple[Waiting, ...]]:
    """By meeting, who came by another's link and asks to be let in (D46)."""
    outside = (
        Attendance.admitted_at.is_(None),
        Attendance.removed_at.is_(None),
        Attendance.left_at.is_(None),
    )
    rows = select(Attendance).where(Attendance.meeting_id.in_(meeting_ids), *outside).order_by(Attendance.id)
    found: dict[int, tuple[Waiting, ...]] = {}
    for attendance in db.session.scalars(rows):
        known = found.get(attendance.meeting_id, ())
        found[attendance.meeting_id] = (*known, Waiting(attendance.id, attendance.name, attendance.role))
    return found


def inside(meeting_id: int, attendee_id: int) -> list[Attendance]:
    """Where that link is in use now."""
    here = (Attendance.joined_at.is_not(None), Attendance.left_at.is_(None), Attendance.removed_at.is_(None))
    theirs = (
        Attendance.meeting_id == meeting_id,
        Attendance.attendee_id == attendee_id,
        Attendance.borrowed.is_(False),
    )
    return list(db.session.scalars(select(Attendance).where(*theirs, *here)))


def put_out_by_host(meeting_id: int, attendee_id: int | None, link_id: int | None) -> bool:
    """Whoever a host has removed does not come back by the same link."""
    theirs = Attendance.attendee_id == attendee_id if attendee_id else Attendance.link_id == link_id
    rows = select(Attendance.id).where(
        Attendance.meeting_id == meeting_id,
        theirs,
        Attendance.borrowed.is_(False),
        Attendance.removed_for == REMOVED,
    )
    return db.session.scalar(rows.limit(1)) is not None
