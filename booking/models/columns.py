"""Column types that both databases keep alike."""

from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, DateTime, Dialect, Index, Integer, literal, text
from sqlalchemy.types import JSON, TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Translated = dict[str, str]  # locale to text


class Instant(TypeDecorator[datetime]):
    """UTC; timestamptz on PostgreSQL, microseconds since 1970 on SQLite (D5). Refuses naive values."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive time")
        return (value - _EPOCH) // _MICROSECOND if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return _EPOCH + timedelta(microseconds=value) if dialect.name == "sqlite" else value.astimezone(UTC)


class Seconds(TypeDecorator[timedelta]):
    """A span of whole seconds."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: timedelta | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value.total_seconds())

    def process_result_value(self, value: int | None, dialect: Dialect) -> timedelta | None:
        return None if value is None else timedelta(seconds=value)


def one_of(column: str, values: tuple[str, ...]) -> str:
    """The text of a CHECK constraint."""
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def index_of(status: str, name: str, column: str) -> Index:
    """Of the rows in that status alone; it serves a query that asks by `status_is`."""
    condition = text(f"status = '{status}'")
    return Index(name, column, sqlite_where=condition, postgresql_where=condition)


def status_is(status: str, of: Any, known: Collection[str]) -> ColumnElement[bool]:
    """Word for word in the statement: a partial index serves only a query that repeats its condition.

    `of` is a model or an alias of it. What is no status is none of any row.
    """
    found: ColumnElement[bool] = of.status == literal(status if status in known else "", literal_execute=True)
    return found


__all__ = ["JSON", "Instant", "Seconds", "Translated", "index_of", "one_of", "status_is"]
