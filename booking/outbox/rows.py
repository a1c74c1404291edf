"""What every outbox row has."""

from typing import Any

from booking.models import Attendee, Occurrence, User

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
