"""The database itself refuses an overlap, whatever is written to it (D4, D5)."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from booking.extensions import db
from booking.models.guard import GuardMissing, is_overlap, probe
from tests.factories import at
from tests.models.ledger import INSERT, Ground, is_sqlite, overlaps, plain, run

OVERLAPPING = [
    ("10:00", "11:00"),
    ("10:59", "11:30"),
    ("09:30", "10:01"),
    ("10:15", "10:45"),
    ("09:00", "12:00"),
    ("10:00", "10:01"),
    ("10:59", "11:00"),
]
MOVE = "UPDATE claim SET starts_at = :starts_at, ends_at = :ends_at WHERE id = :id"


@pytest.fixture
def ground(app):
    return Ground()


def refused(statement, *args, **values) -> None:
    with pytest.raises(DBAPIError) as error:
        statement(*args, **values)
    assert is_overlap(error.value), error.value
    assert not overlaps()


def move(claim: int, begins: str, ends: str) -> None:
    run(MOVE, id=claim, starts_at=plain(at(2, begins)), ends_at=plain(at(2, ends)))


@pytest.mark.parametrize("span", OVERLAPPING)
def test_an_insert_onto_another_is_refused(ground, span):
    ground.claim("10:00", "11:00")
    ground.claim("08:00", "08:30")
    ground.claim("13:00", "14:00")
    refused(ground.claim, *span)
    ground.claim(*span, resource=ground.two)


@pytest.mark.parametrize("span", OVERLAPPING)
def test_a_move_onto_another_is_refused(ground, span):
    ground.claim("10:00", "11:00")
    moved = ground.claim("15:00", "16:00")
    refused(move, moved, *span)
    elsewhere = ground.claim(*span, resource=ground.two)
    refused(run, f"UPDATE claim SET resource_id = {ground.one} WHERE id = {elsewhere}")


def test_ends_may_touch(ground):
    ground.claim("10:00", "11:00")
    ground.claim("11:00", "12:00")
    moved = ground.claim("15:00", "16:00")
    move(moved, "09:00", "10:00")
    move(moved, "09:15", "09:45")
    assert not overlaps()


def test_many_at_once_are_refused_whole(ground):
    with pytest.raises(DBAPIError), db.engine.begin() as connection:
        for begins, ends in (("10:00", "11:00"), ("10:30", "11:30")):
            values = {"starts_at": plain(at(2, begins)), "ends_at": plain(at(2, ends)), "active": True}
            connection.execute(
                text(INSERT), values | {"occurrence": ground.occurrence, "resource": ground.one}
            )
    assert run("SELECT count(*) FROM claim") == 0


@pytest.mark.parametrize("span", [("10:00", "10:00"), ("11:00", "10:00")])
def test_nothing_is_empty_or_backwards(ground, span):
    with pytest.raises(IntegrityError, match="claim_not_empty"):
        ground.claim(*span)
    kept = ground.claim("10:00", "12:00")
    with pytest.raises(DBAPIError, match="claim_not_empty"):
        move(kept, *span)


@pytest.mark.parametrize(
    "spelled", ["2026-12-02T01:00:00+00:00", "2026-12-02 01:00:00", "1764637200000001.5", 1764637200000000.5]
)
def test_sqlite_takes_no_other_spelling_of_an_instant(ground, spelled):
    if not is_sqlite():
        with pytest.raises(DBAPIError):
            ground.claim("10:00", "11:00", starts_at="'10 o''clock'")
        return
    with pytest.raises(IntegrityError, match=r"claim_(instants|not_empty)_check"):
        ground.claim("10:00", "11:00", starts_at=spelled, ends_at=plain(at(3, "10:00")))
    with pytest.raises(IntegrityError):
        ground.claim("10:00", "11:00", ends_at=spelled)
    with pytest.raises(IntegrityError, match="claim_active_check"):
        ground.claim("10:00", "11:00", active=2)


def test_neighbours_cannot_be_shifted_in_place(ground):
    """Why claims are never moved in place (D4)."""
    ground.claim("10:00", "11:00")
    ground.claim("11:00", "12:00")
    hour = "3600000000" if is_sqlite() else "interval '1 hour'"
    refused(run, f"UPDATE claim SET starts_at = starts_at + {hour}, ends_at = ends_at + {hour}")


def test_what_is_inactive_does_not_count(ground):
    ground.claim("10:00", "11:00", active=False)
    kept = ground.claim("10:00", "11:00")
    sleeping = ground.claim("10:30", "11:30", active=False)
    refused(run, f"UPDATE claim SET active = {'1' if is_sqlite() else 'true'} WHERE id = {sleeping}")
    run(f"UPDATE claim SET active = {'0' if is_sqlite() else 'false'} WHERE id = {kept}")
    run(f"UPDATE claim SET active = {'1' if is_sqlite() else 'true'} WHERE id = {sleeping}")


def test_a_claim_of_any_number_counts(ground):
    """Numbers that a trigger could take for "none"."""
    for n, number in enumerate((-1, 0, 2**31 - 1)):
        hour = 8 + 2 * n
        ground.claim("10:00", "11:00", active=False)
        span = {"starts_at": plain(at(2, f"{hour}:00")), "ends_at": plain(at(2, f"{hour + 1}:00"))}
        numbered = INSERT.replace("(occ", "(id, occ").replace("(:occ", "(:id, :occ")
        values = {"occurrence": ground.occurrence, "resource": ground.one, "active": True}
        run(numbered, id=number, **values, **span)
        refused(run, INSERT, **values, **span)


@pytest.mark.parametrize("verb", ["REPLACE", "IGNORE"])
def test_sqlite_or_replace_cannot_slip_past(ground, verb):
    if not is_sqlite():
        refused_upsert(ground)
        return
    first, last = ground.claim("10:00", "11:00"), ground.claim("13:00", "14:00")
    spelled = INSERT.replace("INSERT", f"INSERT OR {verb}")
    values = {"occurrence": ground.occurrence, "resource": ground.one, "active": 1}
    span = {"starts_at": plain(at(2, "10:30")), "ends_at": plain(at(2, "13:00"))}
    refused(run, spelled, **values, **span)
    numbered = spelled.replace("(occ", "(id, occ").replace("(:occ", "(:id, :occ")
    refused(run, numbered, id=last, **values, **span)
    refused(run, f"UPDATE OR {verb} claim SET starts_at = starts_at - 9000000000 WHERE id = {last}")
    refused(run, f"UPDATE OR {verb} claim SET id = {first}, starts_at = 0 WHERE id = {last}")


def refused_upsert(ground) -> None:
    """ON CONFLICT, PostgreSQL's nearest thing: it cannot name an exclusion constraint to update."""
    ground.claim("10:00", "11:00")
    values = {"occurrence": ground.occurrence, "resource": ground.one, "active": True}
    span = {"starts_at": at(2, "10:30"), "ends_at": at(2, "13:00")}
    nothing = INSERT.replace("RETURNING", "ON CONFLICT DO NOTHING RETURNING")
    assert run(nothing, **values, **span) is None and not overlaps()
    primary = INSERT.replace("RETURNING", "ON CONFLICT (id) DO UPDATE SET active = true RETURNING")
    refused(run, primary, **values, **span)


@pytest.fixture
def connection(app):
    with db.engine.connect() as connection:
        yield connection.execution_options(sqlite_begin="IMMEDIATE")


def test_the_probe_passes_and_leaves_nothing(connection):
    probe(connection)
    connection.rollback()
    for table in ("claim", "resource", "reservation", "occurrence"):
        assert not run(f"SELECT count(*) FROM {table}")


@pytest.mark.parametrize("half", ["insert", "update"])
def test_the_probe_misses_a_guard_that_was_dropped(connection, half):
    drop_guard(half)
    with pytest.raises(GuardMissing):
        probe(connection)


@pytest.mark.parametrize("half", ["insert", "update"])
def test_the_probe_is_not_fooled_by_a_name(connection, half):
    drop_guard(half)
    if is_sqlite():
        run(f"CREATE TRIGGER claim_no_overlap_{half} BEFORE {half} ON claim BEGIN SELECT 1; END")
    else:
        run(
            "ALTER TABLE claim ADD CONSTRAINT claim_no_overlap EXCLUDE USING gist "
            "(tstzrange(starts_at, ends_at) WITH &&) WHERE (active AND false)"
        )
    with pytest.raises(GuardMissing):
        probe(connection)


def drop_guard(half: str) -> None:
    """PostgreSQL has one constraint for both halves."""
    if is_sqlite():
        run(f"DROP TRIGGER claim_no_overlap_{half}")
    else:
        run("ALTER TABLE claim DROP CONSTRAINT claim_no_overlap")


@pytest.fixture
def entry(app) -> int:
    columns = "(at, actor_name, door, action, rule, reason, subject)"
    when = "1" if is_sqlite() else "now()"
    return run(
        f"INSERT INTO audit_entry {columns} VALUES ({when}, 'n', 'web', 'book', '', '', '') RETURNING id"
    )


def test_history_is_only_ever_added_to(entry):
    for statement in (
        "UPDATE audit_entry SET action = 'nothing'",
        "DELETE FROM audit_entry",
        f"UPDATE audit_entry SET reason = 'better' WHERE id = {entry}",
    ):
        with pytest.raises(DBAPIError, match="audit_entry_append_only"):
            run(statement)
    assert run("SELECT action FROM audit_entry") == "book"


def test_history_is_not_replaced_either(entry):
    columns, values = (
        "(id, at, actor_name, door, action, rule, reason, subject)",
        "'n', 'web', 'x', '', '', ''",
    )
    if is_sqlite():
        statement = f"INSERT OR REPLACE INTO audit_entry {columns} VALUES ({entry}, 1, {values})"
    else:
        statement = (
            f"INSERT INTO audit_entry {columns} VALUES ({entry}, now(), {values}) "
            "ON CONFLICT (id) DO UPDATE SET action = 'x'"
        )
    with pytest.raises(DBAPIError, match="audit_entry_append_only"):
        run(statement)
    assert run("SELECT action FROM audit_entry") == "book"
