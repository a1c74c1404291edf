"""A migrated database is the one that the models describe, guards and all."""

import re
from datetime import UTC, datetime

import pytest
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import insert, inspect, select, text

from booking.extensions import db
from booking.models import Message
from booking.models.guard import probe


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level("ERROR", "alembic")


def rows(statement: str) -> list[tuple]:
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def schema() -> dict[str, str]:
    """Every constraint, index, trigger and function by name, in the database's own words, spaces apart."""
    found = sqlite_schema() if db.engine.dialect.name == "sqlite" else postgresql_schema()
    return {name: re.sub(r'[\s"]+', " ", words).strip() for name, words in found.items()}


def sqlite_schema() -> dict[str, str]:
    """A table's text differs in the order of its constraints: the inspector takes them apart instead."""
    kept = "type IN ('trigger', 'index') AND sql IS NOT NULL AND name NOT LIKE 'alembic%'"
    found = dict(rows(f"SELECT name, sql FROM sqlite_master WHERE {kept}"))
    inspector = inspect(db.engine)
    for table in inspector.get_table_names():
        if table == "alembic_version":
            continue
        for column in inspector.get_columns(table):
            found[f"{table}.{column['name']}"] = f"{column['type']} {column['nullable']} {column['default']}"
        for kind in ("check_constraints", "unique_constraints", "foreign_keys"):
            for made in getattr(inspector, f"get_{kind}")(table):
                found[f"{table}:{made['name']}"] = str(sorted(made.items(), key=str))
        found[f"{table}:pk"] = str(inspector.get_pk_constraint(table))
    return found


def postgresql_schema() -> dict[str, str]:
    ours = "relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'"
    return dict(
        rows(
            "SELECT conrelid::regclass || ':' || conname, pg_get_constraintdef(c.oid) FROM pg_constraint c "
            f"JOIN pg_class t ON t.oid = conrelid WHERE {ours} "
            "UNION ALL SELECT indexname, indexdef FROM pg_indexes "
            "WHERE schemaname = 'public' AND tablename <> 'alembic_version' "
            "UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal "
            "UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "UNION ALL SELECT table_name || '.' || column_name, "
            "data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') "
            "FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name <> 'alembic_version'"
        )
    )


def guarded() -> None:
    with db.engine.connect().execution_options(sqlite_begin="IMMEDIATE") as connection:
        probe(connection)


def test_autogenerate_finds_nothing_to_add(app):
    check()


def test_migrated_and_made_from_the_models_are_alike(app):
    migrated = schema()
    downgrade(revision="base")
    db.create_all()
    made = schema()
    assert sorted(migrated) == sorted(made)
    assert {name: (migrated[name], made[name]) for name in made if migrated[name] != made[name]} == {}
    guarded()


def test_every_constraint_has_a_name(app):
    inspector = inspect(db.engine)
    for table in inspector.get_table_names():
        for kind in ("check_constraints", "unique_constraints", "foreign_keys"):
            assert all(made["name"] for made in getattr(inspector, f"get_{kind}")(table)), table


def test_0004_reads_what_a_message_is_about_from_its_key(app):
    downgrade(revision="0003")
    common = {"recipient": "x", "locale": "en", "tzid": "UTC", "status": "waiting", "tries": 0, "error": ""}
    keys = {
        "reminder": "remind:7:2026-12-02T01:00:00+00:00:60:12",
        "webhook": "webhook:3:test:20261201T000000000000",
    }
    begins_at = datetime(2026, 12, 2, 1, tzinfo=UTC)
    rows = [
        common | {"kind": k, "key": key, "created_at": begins_at, "due_at": begins_at}
        for k, key in keys.items()
    ]
    with db.engine.begin() as connection:
        connection.execute(insert(Message.__table__).inline(), rows)
    upgrade()
    told = select(Message.kind, Message.begins_at, Message.lead, Message.event).order_by(Message.kind)
    assert [tuple(row) for row in db.session.execute(told)] == [
        ("reminder", begins_at, 60, None),
        ("webhook", None, None, "test"),
    ]


def test_down_to_nothing_and_up_again(app):
    before = schema()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"} and not schema()
    upgrade()
    assert schema() == before
    guarded()
