"""What every outbox row has."""

from typing import Any

from booking.extensions import db
from booking.models import Attendee, Message, Occurrence, User
from booking.models.upsert import insert

Row = dict[str, Any]


def row_of(key: str, kind: str, occurrence: Occurrence, person: Attendee | User) -> Row:
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


def add_new(rows: list[Row]) -> int:
    """Rows whose key is already there are left as they are."""
    statement = insert(Message).on_conflict_do_nothing(index_elements=["key"]).returning(Message.id)
    return len(db.session.scalars(statement, rows).all())
