"""Mails that wait, sent by one worker to a quick server, against smtplib sending the same bytes to it."""

import os
import smtplib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from benchmarks import centre
from benchmarks.row import Row
from benchmarks.sink import sink

MAILS = 10_000
GOAL = "the more the better"
FROM = "rooms@localhost"


def rows() -> Iterator[Row]:
    for made in (centre.sqlite, centre.postgresql):
        with made() as house, sink() as (host, port):
            yield _row(house, host, port)


def _row(house: centre.Centre, host: str, port: int) -> Row:
    os.environ.update(house.environ | {"SMTP_URL": f"smtp://{host}:{port}"})
    from booking.app import create_app

    with create_app().app_context():
        _fill()
        ours, busy = _delivered()
        least, idle = _bare(_kept(), host, port)
    note = f"{MAILS} mails; CPU {busy:.2f} and {idle:.2f} ms each; {1 - ours / least:.0%} of the time is ours"
    return Row(f"mails by one worker, {house.kind}", "mails/s", ours, least, ours / least, GOAL, note)


def _fill() -> None:
    """Invitations, as one booking after the other would leave them."""
    from sqlalchemy import insert, select

    from booking.extensions import db
    from booking.models import Message, Snapshot
    from tests.mail.letters import FACTS

    now = datetime.now(UTC)
    facts = [{"facts": FACTS, "created_at": now} for _ in range(MAILS)]
    db.session.execute(insert(Snapshot), facts)
    ids = db.session.scalars(select(Snapshot.id).order_by(Snapshot.id.desc()).limit(MAILS)).all()
    db.session.execute(insert(Message), [_invitation(snapshot_id, now) for snapshot_id in ids])
    db.session.commit()


def _invitation(snapshot_id: int, now: datetime) -> dict[str, Any]:
    recipient = f"guest{snapshot_id}@example.org"
    common = {"kind": "invitation", "method": "REQUEST", "locale": "ja", "tzid": "Asia/Tokyo"}
    times = {"created_at": now, "due_at": now}
    return (
        common | times | {"key": f"bench:{snapshot_id}", "recipient": recipient, "snapshot_id": snapshot_id}
    )


def _delivered() -> tuple[float, float]:
    """(mails a second, milliseconds of CPU for each)."""
    from booking.jobs.tick import deliver_due

    sent, began, cpu = 0, time.perf_counter(), time.process_time()
    while done := deliver_due(datetime.now(UTC)):
        sent += done["sent"]
    took, busy = time.perf_counter() - began, time.process_time() - cpu
    if sent < MAILS:
        raise SystemExit(f"{sent} of {MAILS} mails were sent")
    return sent / took, busy / sent * 1e3


def _kept() -> list[tuple[str, bytes]]:
    from sqlalchemy import select

    from booking.extensions import db
    from booking.models import Message

    found = db.session.execute(select(Message.recipient, Message.content).where(Message.key.like("bench:%")))
    return [(row.recipient, row.content or b"") for row in found]


def _bare(mails: list[tuple[str, bytes]], host: str, port: int) -> tuple[float, float]:
    with smtplib.SMTP(host, port) as connection:
        began, cpu = time.perf_counter(), time.process_time()
        for recipient, content in mails:
            connection.sendmail(FROM, [recipient], content)
        took, busy = time.perf_counter() - began, time.process_time() - cpu
    return len(mails) / took, busy / len(mails) * 1e3
