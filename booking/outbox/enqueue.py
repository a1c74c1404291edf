"""Messages are rows of the transaction that causes them; a unique key says each thing once (D26)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence, Reservation, Snapshot, User
from booking.models.attendee import DECLINED
from booking.models.message import SENT, WAITING
from booking.outbox.snapshot import facts
from booking.permissions import ADMINISTRATOR
from booking.permissions import STAFF as STAFF_ROLE
from booking.rules.notices import (
    CANCEL,
    CHAIR,
    CONFIRMED,
    EVERYBODY,
    NOTICES,
    OTHERS,
    REMINDER,
    REQUEST,
    STAFF,
    Notice,
)
from booking.rules.requests import CHAIR as CHAIR_ROLE
from booking.rules.scheduling import reminders_due


def tell(happened: str, reservation: Reservation, now: datetime, **more: Any) -> None:
    """Everybody whom the table in rules/notices.py names; `more` goes into the snapshot.

    The reservation's revision rises, so that the same thing can be told again later (D26).
    """
    reservation.revision += 1
    for occurrence in reservation.occurrences:
        snapshot = Snapshot(facts=facts(occurrence, now, **more), created_at=now)
        for notice in NOTICES[happened]:
            _send(notice, occurrence, snapshot, now)
        if happened == CONFIRMED:
            remind(occurrence, now)


def _send(notice: Notice, occurrence: Occurrence, snapshot: Snapshot, now: datetime) -> None:
    if notice.to == STAFF:
        return _to_staff(notice, occurrence, snapshot, now)
    if notice.method == CANCEL:
        return _call_off(notice, occurrence, snapshot, now)
    for attendee in _audience(occurrence.reservation, notice.to):
        _to_attendee(notice.kind, notice.method, attendee, occurrence, snapshot, now)


def _audience(reservation: Reservation, to: str) -> list[Attendee]:
    roles = {CHAIR: (True,), OTHERS: (False,), EVERYBODY: (True, False)}[to]
    return [attendee for attendee in reservation.attendees if (attendee.role == CHAIR_ROLE) in roles]


def _call_off(notice: Notice, occurrence: Occurrence, snapshot: Snapshot, now: datetime) -> None:
    """CANCEL to exactly those who have an invitation; the booker is told in any case (D31)."""
    forget_unsent(occurrence)
    invited = _have_invitation(occurrence)
    for attendee in occurrence.reservation.attendees:
        if attendee.id in invited:
            _to_attendee(notice.kind, CANCEL, attendee, occurrence, snapshot, now)
        elif attendee.role == CHAIR_ROLE:
            _to_attendee(notice.kind, None, attendee, occurrence, snapshot, now)


def forget_unsent(occurrence: Occurrence) -> None:
    """Invitations and reminders that no worker has taken up yet will not be said.

    One that has its bytes may have arrived, though no server said so: its CANCEL follows it.
    """
    unsent = (
        Message.occurrence_id == occurrence.id,
        Message.status == WAITING,
        Message.lease_owner.is_(None),
        Message.content.is_(None),
    )
    overtaken = (Message.method == REQUEST) | (Message.kind == REMINDER)
    db.session.execute(delete(Message).where(*unsent, overtaken).execution_options(synchronize_session=False))


def _have_invitation(occurrence: Occurrence) -> set[int | None]:
    """Attendees whose REQUEST was sent, or is in a worker's hands."""
    asked = (Message.occurrence_id == occurrence.id, Message.method == REQUEST)
    under_way = (Message.status == SENT) | (Message.status == WAITING)
    return set(db.session.scalars(select(Message.attendee_id).where(*asked, under_way)))


def remind(occurrence: Occurrence, now: datetime) -> int:
    """Makes the rows that are not there yet for everybody who has not declined; tells how many (D27)."""
    rows = [
        _reminder(occurrence, attendee, lead, due_at, now)
        for lead, due_at in reminders_due(occurrence.starts_at, now)
        for attendee in occurrence.reservation.attendees
        if attendee.partstat != DECLINED
    ]
    return _add_new(rows) if rows else 0


def _reminder(
    occurrence: Occurrence, attendee: Attendee, lead: timedelta, due_at: datetime, now: datetime
) -> dict[str, Any]:
    minutes = int(lead.total_seconds() // 60)
    return {
        "key": f"remind:{occurrence.id}:{occurrence.starts_at.isoformat()}:{minutes}:{attendee.id}",
        "kind": REMINDER,
        "recipient": attendee.email,
        "locale": attendee.locale,
        "tzid": attendee.tzid,
        "reservation_id": occurrence.reservation_id,
        "occurrence_id": occurrence.id,
        "attendee_id": attendee.id,
        "created_at": now,
        "due_at": due_at,
    }


def _add_new(rows: list[dict[str, Any]]) -> int:
    """Rows whose key is already there are left as they are; both databases say it alike."""
    insert = sqlite_insert if db.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    statement = insert(Message).on_conflict_do_nothing(index_elements=["key"]).returning(Message.id)
    return len(db.session.scalars(statement, rows).all())


def _to_attendee(
    kind: str,
    method: str | None,
    attendee: Attendee,
    occurrence: Occurrence,
    snapshot: Snapshot,
    now: datetime,
) -> None:
    reservation = occurrence.reservation
    meeting = occurrence.recurrence_id if reservation.rrule else "-"
    key = f"{method or kind}:{reservation.id}:{meeting}:{reservation.revision}:{attendee.id}"
    _add(key, kind, method, attendee, occurrence, snapshot, now, attendee_id=attendee.id)


def _to_staff(notice: Notice, occurrence: Occurrence, snapshot: Snapshot, now: datetime) -> None:
    reservation = occurrence.reservation
    for person in _staff():
        key = f"{notice.kind}:{occurrence.id}:{reservation.revision}:user-{person.id}"
        _add(key, notice.kind, None, person, occurrence, snapshot, now)


def _staff() -> Iterable[User]:
    answers = User.role.in_((STAFF_ROLE, ADMINISTRATOR)) & User.active
    return db.session.scalars(select(User).where(answers).order_by(User.id))


def _add(
    key: str,
    kind: str,
    method: str | None,
    person: Attendee | User,
    occurrence: Occurrence,
    snapshot: Snapshot,
    now: datetime,
    **more: Any,
) -> None:
    db.session.add(
        Message(
            key=key,
            kind=kind,
            method=method,
            recipient=person.email,
            locale=person.locale,
            tzid=person.tzid,
            reservation_id=occurrence.reservation_id,
            occurrence_id=occurrence.id,
            snapshot=snapshot,
            created_at=now,
            due_at=now,
            **more,
        )
    )
