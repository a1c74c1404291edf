"""What is asked most often sees a few rows of very many, by the partial indexes made for it (D51)."""

from datetime import timedelta

import pytest

from booking.extensions import db
from booking.models.message import SENT, WAITING
from booking.outbox.due import take
from booking.queries import ledger
from booking.queries.answers import rests_until
from booking.queries.unwanted import all_unwanted
from booking.rules.notices import KINDS, REMINDER
from tests.factories import NOW, at, span
from tests.models.ledger import Ground, is_sqlite, plain, run
from tests.models.plans import MANY, bounded, hours, insert, statements, truth

A_DAY = span(2, "00:00", "23:59")
BATCH = 20


@pytest.fixture
def ground(app):
    return Ground()


@pytest.fixture
def crowded(ground):
    """20,000 claims of one resource, two hours apart, and as many again that are inactive; 200 of another."""
    common = {"occurrence_id": str(ground.occurrence)}
    times = {"starts_at": hours("488000 + 2 * i"), "ends_at": hours("488000 + 2 * i + 1")}
    for resource, active, count in (
        (ground.one, False, MANY),
        (ground.one, True, MANY),
        (ground.two, True, 200),
    ):
        row = common | {"resource_id": str(resource), "active": truth(active)}
        insert("claim", row | times, count)
    run("ANALYZE")
    return ground


def test_the_conflict_check_sees_one_row_of_each_resource(crowded):
    wanted = {crowded.one: span(2, "10:00", "11:00"), crowded.two: span(2, "10:00", "11:00")}
    seen = statements(lambda: ledger.clashes(wanted))
    assert len(seen) == 1
    bounded(seen[0], "claim", "claim_active_index")


def test_a_day_sees_the_claims_of_that_day(crowded):
    found: list[object] = []
    seen = statements(lambda: found.extend(ledger.taken([crowded.one], A_DAY)[crowded.one]))
    assert len(seen) == 2 and 11 <= len(found) <= 13
    for sent in seen:
        bounded(sent, "claim", "claim_active_index", most=15)


def test_the_wear_of_units_is_counted_within_its_days(crowded):
    used: dict[int, int] = {}
    seen = statements(lambda: used.update(ledger.times_used([crowded.one], A_DAY)))
    assert len(seen) == 1 and 11 <= used[crowded.one] <= 13
    bounded(seen[0], "claim", "claim_active_index", most=15)


@pytest.mark.parametrize("others", ["", " AND id <> 5"])
def test_the_guard_sees_one_row(crowded, others):
    if is_sqlite():
        where = f"resource_id = {crowded.one} AND active = 1 AND starts_at < {plain(at(2, '12:00'))}{others}"
        sent = (f"SELECT ends_at FROM claim WHERE {where} ORDER BY starts_at DESC LIMIT 1", ())
        bounded(sent, "claim", "claim_active_index")
    else:
        key = f"int8range({crowded.one}, {crowded.one}, '[]')"
        spans = "tstzrange('2026-12-02 01:00Z', '2026-12-02 02:00Z')"
        where = (
            f"int8range(resource_id, resource_id, '[]') && {key} AND tstzrange(starts_at, ends_at) && {spans}"
        )
        bounded((f"SELECT 1 FROM claim WHERE active AND {where}", ()), "claim", "claim_no_overlap")


def rows_of(status: str, due: str, count: int = MANY, kind: str = "invitation", name: str = "") -> None:
    """Messages of the one reservation, each to a person of its own."""
    name = name or f"{status}-{kind}"
    texts = {"kind": kind, "status": status, "locale": "ja", "tzid": "UTC", "error": ""}
    row = {column: f"'{text}'" for column, text in texts.items()}
    row |= {"key": f"'{name}:' || i", "recipient": f"'{name}-' || i || '@example.org'", "tries": "0"}
    row |= {
        "reservation_id": "(SELECT min(id) FROM reservation)",
        "due_at": hours(due),
        "created_at": hours("0"),
    }
    insert("message", row, count)


def taking():
    seen = statements(
        lambda: db.session.execute(take("me", NOW, timedelta(minutes=2), BATCH, KINDS, apart=False)).all()
    )
    assert len(seen) == 1
    return seen[0]


# Each row that is due is seen once on the way to it, once as it is asked whether an earlier one holds
# it back, and once as it is written.
LOOKS = 4


def test_the_outbox_does_not_look_at_what_was_sent(ground):
    rows_of(SENT, "490000")
    rows_of(WAITING, "490000", 12)
    run("ANALYZE")
    bounded(taking(), "message", "message_due_index", most=LOOKS * BATCH)


def test_nor_at_what_is_not_due_yet(ground):
    rows_of(WAITING, "500000 + i", kind=REMINDER)
    rows_of(WAITING, "490000", 12)
    run("ANALYZE")
    bounded(taking(), "message", "message_due_index", most=LOOKS * BATCH)


def test_of_very_many_that_are_due_it_looks_at_a_batch(ground):
    rows_of(WAITING, "480000 + i / 10")
    run("ANALYZE")
    bounded(taking(), "message", "message_due_index", most=LOOKS * BATCH)


def test_how_much_a_sender_was_answered_is_read_from_their_own_mails(ground):
    texts = {"door": "lmtp", "status": "done", "outcome": "booked", "error": "", "message_id": "", "text": ""}
    row = {column: f"'{text}'" for column, text in texts.items()}
    row |= {"key": "'mail-' || i", "sender": "'sender-' || i || '@example.org'", "subject": "''"}
    row |= {"size": "1", "tries": "1", "envelope": "'[]'", "told": "'{}'"}
    row |= dict.fromkeys(("received_at", "due_at", "handled_at"), hours("490000"))
    insert("inbound_message", row)
    run("ANALYZE")
    seen = statements(lambda: rests_until("sender-7@example.org", NOW))
    assert len(seen) == 1
    bounded(seen[0], "inbound_message", "inbound_message_sender_handled_at_index")


def test_the_desk_looks_at_those_alone_who_declined(ground):
    texts = {"name": "", "role": "REQ-PARTICIPANT", "comment": "", "locale": "ja", "tzid": "UTC"}
    row = {column: f"'{text}'" for column, text in texts.items()}
    row |= {"reservation_id": "(SELECT min(id) FROM reservation)", "generation": "0"}
    for partstat, count in (("ACCEPTED", MANY), ("DECLINED", 2)):
        insert("attendee", row | {"partstat": f"'{partstat}'", "email": f"lower('{partstat}') || i"}, count)
    run("ANALYZE")
    first, *_ = statements(lambda: all_unwanted(NOW))
    bounded(first, "attendee", "attendee_declined_index")
