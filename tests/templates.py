"""Databases that are as migrated before each test: emptied where that is enough, else copied anew."""

import shutil
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import URL

# Dead rows lie about until then: no vacuum runs, and a plan counts the pages of a table.
EMPTIED_AT_MOST = 40
# What makes of a database another one than was copied: its tables, indexes and sequences (and that they were
# truncated or analysed), its guards, its functions, the version of its schema.
SHAPE = """
SELECT (SELECT (count(*), sum(xmin::text::bigint), sum(reltuples)) FROM pg_class)::text
    || (SELECT (count(*), sum(xmin::text::bigint)) FROM pg_trigger)::text
    || (SELECT (count(*), sum(xmin::text::bigint)) FROM pg_constraint)::text
    || (SELECT (count(*), sum(xmin::text::bigint)) FROM pg_attrdef)::text
    || (SELECT (count(*), sum(xmin::text::bigint)) FROM pg_proc WHERE oid >= 16384)::text
    || (SELECT version_num FROM alembic_version)
"""
# Connections beside the one that asks, and whether any of them holds a lock.
OTHERS = """
SELECT count(DISTINCT a.pid), count(l.pid) FROM pg_stat_activity a
LEFT JOIN pg_locks l ON l.pid = a.pid AND l.database = a.datid
WHERE a.datname = current_database() AND a.pid <> pg_backend_pid()
"""
MAY_EMPTY = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
TABLES = """
SELECT quote_ident(relname) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
"""
SEQUENCES = "SELECT setval(oid, 1, false) FROM pg_class WHERE relkind = 'S'"


class Postgresql:
    """A database copied from a template that was migrated once."""

    def __init__(self, server: URL, name: str):
        self.server, self.template_name, self.name = server, name, f"{name}_copy"
        self.connection: psycopg.Connection | None = None
        self.shape, self.emptying, self.times = "", "", 0

    def template(self, migrate: Callable[[str], None]) -> None:
        self._sql(f'CREATE DATABASE "{self.template_name}"')
        migrate(self._url(self.template_name))

    def url(self) -> str:
        return self._url(self.name)

    def emptied(self, pooled: int) -> bool:
        """Whether only our idle connections are there, tables and guards are the same, and all rows go."""
        self.times += 1
        if not self.connection or self.times > EMPTIED_AT_MOST:
            return False
        try:
            if self._asked(OTHERS) != (pooled, 0) or self._asked(SHAPE) != self.shape:
                return False
            self.connection.execute(self.emptying)
        except psycopg.Error:
            return False
        return True

    def copy(self) -> None:
        self._leave()
        self._sql(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
        self._sql(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.template_name}"')
        self.times = 0
        self._enter()

    def drop(self) -> None:
        self._leave()
        for name in (self.name, self.template_name):
            self._sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _enter(self) -> None:
        """Foreign keys and the guard of the history are off for a superuser who asks; another one copies."""
        entered = psycopg.connect(_plain(self.server.set(database=self.name)), autocommit=True)
        if entered.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() != (
            True,
        ):
            return entered.close()
        entered.execute("SET session_replication_role = replica; SET lock_timeout = 1000")
        self.connection, self.shape = entered, entered.execute(SHAPE).fetchone()
        tables = [table for (table,) in entered.execute(TABLES)]
        self.emptying = ";".join([*(f"DELETE FROM {table}" for table in tables), SEQUENCES])

    def _leave(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def _asked(self, question: str) -> tuple:
        return self.connection.execute(question).fetchone()

    def _url(self, database: str) -> str:
        return self.server.set(database=database).render_as_string(hide_password=False)

    def _sql(self, statement: str) -> None:
        with psycopg.connect(_plain(self.server), autocommit=True) as connection:
            connection.execute(statement)


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


class Sqlite:
    """A database file copied from one that was migrated once; a copy is quicker than emptying it."""

    def __init__(self, folder: Path):
        self.folder = folder

    def template(self, migrate: Callable[[str], None]) -> None:
        migrate(f"sqlite:///{self.folder / 'template.db'}")

    def url(self) -> str:
        return f"sqlite:///{self.folder / 'copy.db'}"

    def emptied(self, pooled: int) -> bool:
        return False

    def copy(self) -> None:
        for file in self.folder.glob("copy.db*"):
            file.unlink()
        shutil.copyfile(self.folder / "template.db", self.folder / "copy.db")

    def drop(self) -> None:
        for file in self.folder.iterdir():
            file.unlink()
