from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import StatementError

from booking.extensions import db
from booking.models.columns import Instant, Seconds

trial = Table(
    "trial",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("at", Instant),
    Column("span", Seconds),
)


@pytest.fixture
def kept(app):
    """Writes values and reads them back, in a transaction that is rolled back."""
    with db.engine.connect() as connection:
        trial.create(connection)

        def through(**values):
            row = connection.execute(insert(trial).returning(trial.c.id), values).scalar_one()
            return connection.execute(select(trial.c.at, trial.c.span).where(trial.c.id == row)).one()

        yield through
        connection.rollback()


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 12, 1, 9, 0, 0, 1, tzinfo=ZoneInfo("Asia/Tokyo")),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=14))),
        datetime(9998, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2026, 11, 1, 1, 30, fold=0, tzinfo=ZoneInfo("America/New_York")),
        datetime(2026, 11, 1, 1, 30, fold=1, tzinfo=ZoneInfo("America/New_York")),
    ],
)
def test_an_instant_comes_back_as_the_same_one_in_utc(kept, at):
    found = kept(at=at).at
    assert found == at.astimezone(UTC) and found.utcoffset() == timedelta(0)


def test_a_naive_time_is_refused(kept):
    with pytest.raises(StatementError, match="naive"):
        kept(at=datetime(2026, 12, 1, 9, 0))


def test_nothing_stays_nothing(kept):
    assert tuple(kept(at=None, span=None)) == (None, None)


def test_a_span_is_whole_seconds(kept):
    assert kept(span=timedelta(days=400, seconds=1)).span == timedelta(days=400, seconds=1)


@given(st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.timezones()))
def test_sqlite_keeps_every_microsecond_in_order(at):
    number = Instant().process_bind_param(at, sqlite.dialect())
    assert Instant().process_result_value(number, sqlite.dialect()) == at.astimezone(UTC)
    later = Instant().process_bind_param(at.astimezone(UTC) + timedelta(microseconds=1), sqlite.dialect())
    assert later == number + 1


def test_postgresql_is_given_the_value_itself():
    at = datetime(2026, 12, 1, tzinfo=UTC)
    assert Instant().process_bind_param(at, postgresql.dialect()) is at
