"""Messages are rows of the transaction that causes them; a unique key says each thing once (D26)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence, Reservation, Snapshot, User
from booking.models.attendee import DECLINED
from booking.outbox.audience import attendees, forget_unsent, have_invitation, is_chair, staff
from booking.outbox.snapshot import facts
from booking.rules.notices import CANCEL, CONFIRMED, NOTICES, REMINDER, STAFF, Notice
from booking.rules.scheduling import reminders_due

Row = dict[str, Any]
_KEEP = insert(Snapshot.__table__).returning(Snapshot.__table__.c.id)
_SEND = insert(Message.__table__)


def tell(happened: str, reservation: Reservation, now: datetime, **more: Any) -> None:
    """Everybody whom the table in rules/notices.py names; `more` goes into the snapshot.

    A change that is told has raised the reservation's revision, so that the next can be told too (D26).
    """
    for occurrence in reservation.occurrences:
        kept = {"facts": facts(occurrence, now, **more), "created_at": now}
        snapshot_id = db.session.scalar(_KEEP, kept)
        rows = [row for notice in NOTICES[happened] for row in _rows(notice, occurrence)]
        told = {"snapshot_id": snapshot_id, "created_at": now, "due_at": now}
        if rows:
            db.session.execute(_SEND, [row | told for row in rows])
        if happened == CONFIRMED:
            remind(occurrence, now)


def _rows(notice: Notice, occurrence: Occurrence) -> Iterator[Row]:
    if notice.to == STAFF:
        return (_to_staff(notice, occurrence, person) for person in staff())
    if notice.method == CANCEL:
        return _calling_off(notice, occurrence)
    people = attendees(occurrence.reservation, notice.to)
    return (_to_attendee(notice.kind, notice.method, occurrence, attendee) for attendee in people)


def _calling_off(notice: Notice, occurrence: Occurrence) -> Iterator[Row]:
    """CANCEL to exactly those who have an invitation; the booker is told in any case (D31)."""
    forget_unsent(occurrence)
    invited = have_invitation(occurrence)
    for attendee in occurrence.reservation.attendees:
        if attendee.id in invited or is_chair(attendee):
            method = CANCEL if attendee.id in invited else None
            yield _to_attendee(notice.kind, method, occurrence, attendee)


def remind(occurrence: Occurrence, now: datetime) -> int:
    """Makes the rows that are not there yet for everybody who has not declined; tells how many (D27)."""
    rows = [
        _reminder(occurrence, attendee, lead) | {"created_at": now, "due_at": due_at}
        for lead, due_at in reminders_due(occurrence.starts_at, now)
        for attendee in occurrence.reservation.attendees
        if attendee.partstat != DECLINED
    ]
    return _add_new(rows) if rows else 0


def _add_new(rows: list[Row]) -> int:
    """Rows whose key is already there are left as they are; both databases say it alike."""
    either = sqlite_insert if db.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = either(Message).on_conflict_do_nothing(index_elements=["key"]).returning(Message.id)
    return len(db.session.scalars(statement, rows).all())


def _to_attendee(kind: str, method: str | None, occurrence: Occurrence, attendee: Attendee) -> Row:
    reservation = occurrence.reservation
    meeting = occurrence.recurrence_id if reservation.rrule else "-"
    key = f"{method or kind}:{reservation.id}:{meeting}:{reservation.revision}:{attendee.id}"
    return _row(key, kind, occurrence, attendee) | {"method": method, "attendee_id": attendee.id}


def _to_staff(notice: Notice, occurrence: Occurrence, person: User) -> Row:
    key = f"{notice.kind}:{occurrence.id}:{occurrence.reservation.revision}:user-{person.id}"
    return _row(key, notice.kind, occurrence, person)


def _reminder(occurrence: Occurrence, attendee: Attendee, lead: timedelta) -> Row:
    key = reminder_key(occurrence.id, occurrence.starts_at, lead, attendee.id)
    return _row(key, REMINDER, occurrence, attendee) | {"attendee_id": attendee.id}


def reminder_key(occurrence_id: int, starts_at: datetime, lead: timedelta, attendee_id: int) -> str:
    minutes = int(lead.total_seconds() // 60)
    return f"remind:{occurrence_id}:{starts_at.isoformat()}:{minutes}:{attendee_id}"


def _row(key: str, kind: str, occurrence: Occurrence, person: Attendee | User) -> Row:
    """With every name that any row has, for they are inserted together."""
    return {
        "key": key,
        "kind": kind,
        "recipient": person.email,
        "locale": person.locale,
        "tzid": person.tzid,
        "reservation_id": occurrence.reservation_id,
        "occurrence_id": occurrence.id,
        "method": None,
        "attendee_id": None,
    }
