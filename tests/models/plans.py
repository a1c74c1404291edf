"""How a database goes about a statement: the indexes it takes and the rows it sees, never the time (D51)."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import event

from booking.extensions import db
from tests.models.ledger import is_sqlite, run

MANY = 20_000
Sent = tuple[str, Any]
VERBS = ("SELECT", "UPDATE", "WITH")


def statements(work: Callable[[], object]) -> list[Sent]:
    """What `work` sends to the database, with its parameters."""
    seen: list[Sent] = []

    def note(connection, cursor, statement, parameters, context, executemany):
        seen.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    work()
    event.remove(db.engine, "before_cursor_execute", note)
    db.session.rollback()
    return [sent for sent in seen if sent[0].lstrip().startswith(VERBS)]


def bounded(sent: Sent, table: str, index: str, most: int = 5) -> None:
    """It reaches the table by indexes only, by this one among them, and sees at most so many rows."""
    (_sqlite if is_sqlite() else _postgresql)(sent, table, index, most)


STEPS_A_ROW = 150  # of SQLite's machine: several times what one row of any statement here takes


def _sqlite(sent: Sent, table: str, index: str, most: int) -> None:
    plan = [row[-1] for row in _asked("EXPLAIN QUERY PLAN ", sent)]
    ways = [step for step in plan if re.match(rf"(SEARCH|SCAN) {table}(_\d+)? ", step)]
    assert any(f"INDEX {index} (" in step for step in ways), plan
    assert all(step.startswith("SEARCH") for step in ways), plan
    assert _steps(sent) <= (most + 5) * STEPS_A_ROW, (_steps(sent), plan)


def _steps(sent: Sent) -> int:
    """How many instructions of its machine SQLite takes for it."""
    counted = 0

    def count() -> None:
        nonlocal counted
        counted += 1

    with db.engine.connect() as connection:
        driver = connection.connection.driver_connection
        driver.set_progress_handler(count, 1)
        connection.exec_driver_sql(*sent).fetchall()
        driver.set_progress_handler(None, 0)
        connection.rollback()
    return counted


def _postgresql(sent: Sent, table: str, index: str, most: int) -> None:
    told = _asked("EXPLAIN (ANALYZE, FORMAT JSON) ", sent)[0][0]
    plan = (told if isinstance(told, list) else json.loads(told))[0]["Plan"]
    nodes = list(_walk(plan))
    assert any(node.get("Index Name") == index for node in nodes), plan
    scans = [node for node in nodes if node["Node Type"] == "Seq Scan" and node["Relation Name"] == table]
    assert not scans and all(_examined(node) <= most for node in nodes), plan


def examined(sent: Sent) -> float:
    """The rows that it reads from tables; on SQLite, which does not tell, the instructions that it takes."""
    if is_sqlite():
        return _steps(sent)
    told = _asked("EXPLAIN (ANALYZE, FORMAT JSON) ", sent)[0][0]
    plan = (told if isinstance(told, list) else json.loads(told))[0]["Plan"]
    return sum(_examined(node) for node in _walk(plan) if "Relation Name" in node)


def _asked(explain: str, sent: Sent) -> list[Any]:
    statement, parameters = sent
    with db.engine.connect() as connection:
        told = connection.exec_driver_sql(explain + statement, parameters or None).fetchall()
        connection.rollback()
    return list(told)


def _walk(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _walk(below)


def _examined(node: dict[str, Any]) -> float:
    removed = sum(node.get(f"Rows Removed by {by}", 0) for by in ("Filter", "Join Filter", "Index Recheck"))
    return (node["Actual Rows"] + removed) * node["Actual Loops"]


def insert(table: str, columns: dict[str, str], count: int = MANY) -> None:
    """As many rows at once; each column an expression, `i` in it being the row's number from 0."""
    numbers = f"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {count - 1})"
    into = f"INSERT INTO {table} ({', '.join(columns)})"
    first = f"{into} {numbers}" if is_sqlite() else f"{numbers} {into}"
    run(f"{first} SELECT {', '.join(columns.values())} FROM n")


def hours(expression: str) -> str:
    """So many hours after the beginning of 1970, as the column keeps it."""
    if is_sqlite():
        return f"3600000000 * ({expression})"
    return f"timestamptz '1970-01-01 00:00Z' + ({expression}) * interval '1 hour'"


def truth(value: bool) -> str:
    return str(int(value)) if is_sqlite() else str(value).lower()
