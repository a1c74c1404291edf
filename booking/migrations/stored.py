"""The text that SQLite stores of a table, extended: its ALTER TABLE cannot add a named constraint.

Its manual describes this for changes that touch no row (lang_altertable.html, 7). Only constraints that
every existing row meets may be added so.
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op


def rewrite(table: str, change: Callable[[str], str]) -> None:
    bind, named = op.get_bind(), {"table": table}
    find = sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = :table")
    before = bind.scalar(find, named)
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    stored = sa.text("UPDATE sqlite_master SET sql = :sql WHERE type = 'table' AND name = :table")
    bind.execute(stored, named | {"sql": change(before)})
    version = bind.exec_driver_sql("PRAGMA schema_version").scalar()
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = RESET")


def extended(sql: str, added: list[str]) -> str:
    return sql.rstrip()[:-1] + "".join(f", {text}" for text in added) + ")"


def without(sql: str, added: list[str]) -> str:
    for text in added:
        sql = sql.replace(f", {text}", "")
    return sql
