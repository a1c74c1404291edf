"""Several real processes at one outbox."""

import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

from booking.extensions import db
from booking.models import Message, Snapshot
from tests.factories import NOW
from tests.mail.letters import FACTS

ROOT = Path(__file__).parents[2]
DELIVER = """
import sys
from datetime import datetime
from booking.app import create_app
from booking.jobs.tick import deliver_due

app = create_app()
with app.app_context():
    print("ready", flush=True)
    sys.stdin.readline()
    print(deliver_due(datetime.fromisoformat(sys.argv[1])).get("sent", 0), flush=True)
"""


def worker(app, url: str, now=NOW) -> subprocess.Popen[str]:
    """Stands ready to deliver until it is sent a line."""
    env = settings_of(app, url) | {"OUTBOX_BATCH": "7"}
    argv = [sys.executable, "-c", DELIVER, now.isoformat()]
    return subprocess.Popen(argv, cwd=ROOT, env=env, stdin=-1, stdout=-1, stderr=-1, text=True)


def settings_of(app, url: str) -> dict[str, str]:
    names = ("DATABASE_URL", "INSTANCE_PATH", "SECRET_KEY")
    return os.environ | {name: str(app.config[name]) for name in names} | {"SMTP_URL": url}


def go(*workers: subprocess.Popen[str]) -> list[str]:
    """What each says at the end; they begin together."""
    for process in workers:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in workers:
        process.stdin.write("\n")
        process.stdin.flush()
    return [process.communicate(timeout=60)[0].strip() for process in workers]


def fill(count: int) -> None:
    snapshot = Snapshot(facts=FACTS, created_at=NOW)
    common = {"kind": "invitation", "locale": "ja", "tzid": "Asia/Tokyo", "created_at": NOW, "due_at": NOW}
    rows = [
        Message(key=f"row:{n}", recipient=f"u{n}@example.org", snapshot=snapshot, **common)
        for n in range(count)
    ]
    db.session.add_all(rows)
    db.session.commit()


def statuses() -> Counter[str]:
    found = Counter(db.session.scalars(db.select(Message.status)))
    db.session.rollback()
    return found


@pytest.mark.race
def test_two_processes_send_each_row_once(app, server, full_depth):
    many = 200 if full_depth else 60
    fill(many)
    sent = go(worker(app, server.url), worker(app, server.url))
    assert sum(map(int, sent)) == many
    assert min(map(int, sent)) > 0, "both worked"
    assert Counter(server.recipients()) == Counter(f"u{n}@example.org" for n in range(many))
    assert len({mail["Message-ID"] for mail in server.mails()}) == many
    assert statuses() == {"sent": many}


@pytest.mark.race
def test_a_killed_workers_row_is_sent_by_another_under_the_same_name(app, server):
    """Killed when the server has the mail and has not said so: the only way that one comes twice."""
    fill(7)
    later = NOW + app.config["OUTBOX_LEASE"] + timedelta(minutes=1)
    doomed, early, heir = (worker(app, server.url, now) for now in (NOW, NOW, later))

    def kill(recipient: str) -> None:
        if recipient == "u3@example.org" and doomed.returncode is None:
            doomed.send_signal(signal.SIGKILL)
            doomed.wait()

    server.before_reply = kill
    assert go(doomed) == [""] and doomed.returncode == -signal.SIGKILL
    assert statuses() == {"sent": 3, "waiting": 4}
    assert go(early) == ["0"], "its lease still runs"
    assert go(heir) == ["4"]
    assert statuses() == {"sent": 7}
    first, second = [content for recipient, content in server.tried if recipient == "u3@example.org"]
    assert first == second
