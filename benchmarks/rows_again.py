"""Writes the rows of the newest booking again and again, with nothing but the driver of the database."""

import time
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import create_engine, make_url

from booking.models import engine

# What a booking writes, in the order of the foreign keys, and how its rows are found.
OF_A_BOOKING = {
    "reservation": "id = {r}",
    "reservation_space": "reservation_id = {r}",
    "reservation_equipment": "reservation_id = {r}",
    "attendee": "reservation_id = {r}",
    "occurrence": "reservation_id = {r}",
    "claim": "occurrence_id IN (SELECT id FROM occurrence WHERE reservation_id = {r})",
    "snapshot": "id IN (SELECT snapshot_id FROM message WHERE reservation_id = {r})",
    "message": "reservation_id = {r}",
    "audit_entry": "reservation_id = {r}",
}
IDS = ("id", "reservation_id", "occurrence_id", "attendee_id", "snapshot_id")
UNIQUE = ("uid", "key")
FAR = 1_000_000
Rows = list[dict[str, Any]]


def bare_seconds(url: str, times: int) -> float:
    """Seconds for each, in a transaction of its own that locks as ours does."""
    made = create_engine(url, **engine.options(url))
    engine.prepare(made)
    raw, sqlite = made.raw_connection(), make_url(url).drivername.startswith("sqlite")
    cursor = raw.cursor()
    template = _template(cursor, sqlite)
    inserts = {table: _insert(table, rows, sqlite) for table, rows in template.items() if rows}
    copies = [_copies(template, n, sqlite) for n in range(1, times + 1)]
    raw.commit()
    began = time.perf_counter()
    for copy in copies:
        _write(cursor, inserts, copy, sqlite)
        cursor.execute("COMMIT")
    return (time.perf_counter() - began) / times


def _template(cursor: Any, sqlite: bool) -> dict[str, Rows]:
    cursor.execute("SELECT max(id) FROM reservation")
    newest = cursor.fetchone()[0]
    found = {}
    for table, condition in OF_A_BOOKING.items():
        cursor.execute(f"SELECT * FROM {table} WHERE {condition.format(r=newest)}")
        names = [column[0] for column in cursor.description]
        found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return found


def _insert(table: str, rows: Rows, sqlite: bool) -> str:
    names = ", ".join(f'"{name}"' for name in rows[0])
    marks = ", ".join("?" if sqlite else "%s" for _ in rows[0])
    return f"INSERT INTO {table} ({names}) VALUES ({marks})"


def _copies(template: dict[str, Rows], n: int, sqlite: bool) -> dict[str, list[list[Any]]]:
    return {
        table: [[_new(table, name, value, n, sqlite) for name, value in row.items()] for row in rows]
        for table, rows in template.items()
    }


def _new(table: str, name: str, value: Any, n: int, sqlite: bool) -> Any:
    """Other ids and keys, and claims of a time of their own, years from now."""
    if name in IDS and value is not None:
        return value + n * FAR
    if name in UNIQUE:
        return f"{value}:{n}"
    if table == "claim" and name in ("starts_at", "ends_at"):
        return _later(value, timedelta(days=9000, hours=n))
    return value if sqlite or not isinstance(value, dict | list) else _json(value)


def _later(value: Any, by: timedelta) -> Any:
    return value + by if isinstance(value, datetime) else value + by // timedelta(microseconds=1)


def _json(value: Any) -> Any:
    from psycopg.types.json import Json

    return Json(value)


def _write(cursor: Any, inserts: dict[str, str], copy: dict[str, list[list[Any]]], sqlite: bool) -> None:
    cursor.execute("BEGIN IMMEDIATE" if sqlite else "SELECT 1")
    if not sqlite:
        cursor.execute("SELECT id FROM resource ORDER BY id LIMIT 3 FOR NO KEY UPDATE")
    for table, statement in inserts.items():
        cursor.executemany(statement, copy[table])
    for table in ("resource", '"user"', "company"):
        cursor.execute(f"UPDATE {table} SET changes = changes + 1 WHERE id = 1")
