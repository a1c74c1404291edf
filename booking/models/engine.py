"""How each database is opened: SQLite with real transactions, PostgreSQL at READ COMMITTED."""

from typing import Any

from sqlalchemy import Connection, Engine, event, make_url

SQLITE_PRAGMAS = ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=15000", "synchronous=FULL")
LOCK_TIMEOUT = 15_000  # milliseconds


def options(url: str) -> dict[str, Any]:
    """Engine options by database; the desk counts on READ COMMITTED (D2)."""
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 15}}
    asked = make_url(url).query.get("options", "")
    connect = {"options": f"-c lock_timeout={LOCK_TIMEOUT} {asked}".strip()}
    return {"isolation_level": "READ COMMITTED", "pool_pre_ping": True, "connect_args": connect}


def prepare(engine: Engine) -> None:
    """pysqlite sends no BEGIN before a SELECT: we send our own, in the mode asked for (D1)."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _connect)
        event.listen(engine, "begin", _begin)


def _connect(connection: Any, record: Any) -> None:
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("sqlite_begin", "DEFERRED"))
