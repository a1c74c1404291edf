"""Workers that are killed one after the other, a server that fails one time in five: nothing is lost."""

import re
import time
from collections import Counter
from itertools import groupby

import pytest

from booking.extensions import db
from booking.models import Message, Snapshot
from tests import factories, smtp
from tests.factories import NOW, at, span
from tests.held import held
from tests.mail.letters import FACTS
from tests.outbox.crew import Crew, crew, name_of

TO_EACH = 4
LONGEST = 300  # seconds
SHORT = {
    "OUTBOX_LEASE": "6",
    "SMTP_TIMEOUT": "2",
    "OUTBOX_BACKOFF": "1",
    "OUTBOX_BACKOFF_MAX": "2",
    "OUTBOX_BATCH": "5",
}


def fill(count: int) -> None:
    """Of one reservation, so many to each recipient: what is said to one is said in this order."""
    factories.house()
    booking = held(span(2, "10:00", "11:00"))
    common = {
        "kind": "invitation", "locale": "ja", "tzid": "Asia/Tokyo", "reservation_id": booking,
        "created_at": NOW, "due_at": at(1, "00:00", 1), "snapshot": Snapshot(facts=FACTS, created_at=NOW),
    }  # fmt: skip
    db.session.add_all(
        Message(key=f"row:{n}", recipient=f"u{n // TO_EACH}@example.org", **common) for n in range(count)
    )
    db.session.commit()


def unsent() -> int:
    found = db.session.scalar(db.select(db.func.count(Message.id)).where(Message.status != "sent"))
    db.session.rollback()
    return found


def harried(workers: Crew, server: smtp.Server, most: int) -> int:
    """Once a second one is killed and another started, until all is sent: `most` at most, and on a slow
    machine not before anything was sent since. Tells how many.
    """
    began = time.monotonic()
    while left := unsent():
        assert time.monotonic() - began < LONGEST, f"{left} are not sent"
        before = len(server.accepted)
        time.sleep(1)
        if len(server.accepted) > before and len(workers.killed) < most:
            workers.kill()
            workers.start()
    return len(workers.killed)


@pytest.mark.race
def test_all_arrive_and_only_the_dead_repeat_themselves(app, full_depth):
    many, most = (1000, 90) if full_depth else (100, 5)
    fill(many)
    with smtp.server(smtp.Moody(7)) as server, crew(app, 4, SMTP_URL=server.url, **SHORT) as workers:
        kills = harried(workers, server, most)
    rows = db.session.execute(db.select(Message.id, Message.recipient, Message.tries)).all()
    by_whom = [(who, int(re.match(r"<message-(\d+)-", name)[1])) for who, name in server.accepted]
    said = Counter(row for _, row in by_whom)
    assert set(said) == {row.id for row in rows} and len(rows) == many, "every one arrived"
    assert len({name for _, name in server.accepted}) == many, "at every try by the same name"
    last = {row: place for place, (_, row) in enumerate(by_whom)}
    repeated = Counter(who for place, (who, row) in enumerate(by_whom) if last[row] != place)
    assert set(repeated) <= {name_of(pid) for pid in workers.killed}, "whoever lives marks what it sent"
    assert not repeated or max(repeated.values()) == 1, "and who dies leaves one unmarked at most"
    in_order(by_whom, {row.id: row.recipient for row in rows})
    busy = {who for who, _ in by_whom} & {name_of(pid) for pid in workers.killed}
    assert kills > 2 and busy, "some died at work"
    assert max(row.tries for row in rows) > 1, "and the server failed"
    print(f"{many} sent, {kills} kills, of which {len(busy)} at work, {sum(repeated.values())} came twice")


def in_order(by_whom: list[tuple[str, int]], recipients: dict[int, str]) -> None:
    arrived: dict[str, list[int]] = {}
    for _, row in by_whom:
        arrived.setdefault(recipients[row], []).append(row)
    for rows in arrived.values():
        assert [row for row, _ in groupby(rows)] == sorted(set(rows)), "none overtook another"
