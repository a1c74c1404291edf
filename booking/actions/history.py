"""The append-only history: one entry for each verb, with the whole before and after (D10)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from booking.extensions import db
from booking.models import AuditEntry, Reservation
from booking.permissions import Actor

_ENTRY = insert(AuditEntry.__table__)
Picture = dict[str, Any]


def record(
    action: str,
    by: Actor,
    now: datetime,
    *,
    reservation: Reservation | None = None,
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    rule: str = "",
    reason: str = "",
) -> None:
    entry = {
        **_done(action, by, now),
        "reservation_id": reservation.id if reservation else None,
        "subject": subject,
        "before": before,
        "after": after,
        "rule": rule,
        "reason": reason,
    }
    known = {name: value for name, value in entry.items() if value is not None}  # else JSON's null is kept
    db.session.execute(_ENTRY, known)


def record_all(
    action: str, by: Actor, now: datetime, pictures: Mapping[str, tuple[Picture, Picture]]
) -> None:
    """Of each subject an entry, with what was before and after; in one statement."""
    done = _done(action, by, now)
    told = [
        done | {"subject": subject, "before": before, "after": after}
        for subject, (before, after) in pictures.items()
    ]
    db.session.execute(_ENTRY, told)


def _done(action: str, by: Actor, now: datetime) -> dict[str, Any]:
    actor = {"actor_id": by.id, "actor_name": by.name, "door": by.door}
    return {name: value for name, value in actor.items() if value is not None} | {"at": now, "action": action}


def picture(reservation: Reservation) -> Picture:
    """Enough to rebuild the rows: the reservation's columns, its occurrences, claims, attendees and their
    answers for single dates."""
    return {
        "reservation": _columns(reservation),
        "spaces": [space.id for space in reservation.spaces],
        "equipment": {str(need.equipment_type_id): need.quantity for need in reservation.equipment},
        "occurrences": [_columns(occurrence) for occurrence in reservation.occurrences],
        "claims": [_columns(claim) for occ in reservation.occurrences for claim in occ.claims],
        "attendees": [_columns(attendee) for attendee in reservation.everybody],
        "date_partstats": [_columns(own) for one in reservation.everybody for own in one.by_date],
    }


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: _plain(getattr(row, column.key)) for column in row.__table__.columns}


def _plain(value: Any) -> Any:
    """Spans in seconds."""
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    return value.isoformat() if isinstance(value, datetime) else value
