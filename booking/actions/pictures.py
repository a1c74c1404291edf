"""Pictures of several bookings (D10) as rows by their id, to be compared and put back."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from booking.actions.history import Picture
from booking.extensions import db
from booking.models import Attendee, Claim, DatePartstat, Occurrence, Reservation
from booking.models.columns import Instant, Seconds

Row = dict[str, Any]
Rows = dict[str, dict[int, Row]]
OCCURRENCES, CLAIMS, ATTENDEES, RESERVATIONS = "occurrences", "claims", "attendees", "reservation"
DATE_PARTSTATS = "date_partstats"
MODELS: dict[str, type[db.Model]] = {  # type: ignore[name-defined]
    RESERVATIONS: Reservation,
    OCCURRENCES: Occurrence,
    CLAIMS: Claim,
    ATTENDEES: Attendee,
    DATE_PARTSTATS: DatePartstat,
}
# What is counted on, or noted by others, while the rest stays as it was left.
_PASSING = {
    RESERVATIONS: {"revision", "changes", "changed_at"},
    OCCURRENCES: {"sequence", "staff_reminded_at", "deputy_told_at", "asked_at", "coming_at"},
    ATTENDEES: {
        "partstat", "comment", "sequence", "dtstamp", "generation", "unreachable_at", "unreachable_why",
        "locale", "tzid",
    },
}  # fmt: skip


def rows_of(pictures: Iterable[Picture]) -> Rows:
    """With values as the models have them; a reservation's row has its `spaces` and `equipment` too."""
    found: Rows = {kind: {} for kind in MODELS}
    for picture in pictures:
        own = picture[RESERVATIONS] | {"spaces": picture["spaces"], "equipment": picture["equipment"]}
        _add(found, RESERVATIONS, [own])
        for kind in (OCCURRENCES, CLAIMS, ATTENDEES):
            _add(found, kind, picture[kind])
        _add(found, DATE_PARTSTATS, picture.get(DATE_PARTSTATS, ()))  # older ones have none
    return found


def _add(found: Rows, kind: str, rows: Iterable[Row]) -> None:
    columns = MODELS[kind].__table__.columns
    for row in rows:
        read = {name: _value(columns.get(name), value) for name, value in row.items()}
        found[kind][read["id"]] = read


def _value(column: Any, value: Any) -> Any:
    if column is None or value is None:
        return value
    if isinstance(column.type, Instant):
        return datetime.fromisoformat(value).astimezone(UTC)
    return timedelta(seconds=value) if isinstance(column.type, Seconds) else value


def same(some: Rows, others: Rows) -> bool:
    """Whether the bookings stand alike: what only passes is left out, and who holds counts, not which row."""
    return bool(_standing(some) == _standing(others))


def _standing(rows: Rows) -> Any:
    kinds = (RESERVATIONS, OCCURRENCES, ATTENDEES)
    told = {kind: {i: _lasting(kind, row) for i, row in rows[kind].items()} for kind in kinds}
    plain = json.loads(json.dumps(told, default=str))  # as the history keeps it
    return plain, held(rows)


def _lasting(kind: str, row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in _PASSING[kind]}


def held(rows: Rows) -> set[tuple[Any, ...]]:
    """Of the active claims: for which occurrence, what, and when."""
    names = ("occurrence_id", "resource_id", "starts_at", "ends_at")
    return {tuple(row[name] for name in names) for row in rows[CLAIMS].values() if row["active"]}
