"""OUTBOX_RATE: so many mails in any minute, by all workers together."""

import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest

from booking.actions.webhooks import make_webhook, try_webhook
from booking.extensions import db
from booking.jobs.sending import deliver_due, post_webhooks, send_mails
from booking.models import Message
from tests.factories import NOW, person
from tests.listener import listener
from tests.outbox.test_workers import ROOT, fill, settings_of, statuses

MINUTE = timedelta(minutes=1)
RATE = 20
# Sixty times as fast as time goes by: every tenth of a second it is six seconds later.
HURRIED = """
import sys, time
from datetime import datetime, timedelta
from booking.app import create_app
from booking.jobs.tick import deliver_due

app, begins = create_app(), datetime.fromisoformat(sys.argv[1])
with app.app_context():
    print("ready", flush=True)
    began = float(sys.stdin.readline())
    sent = 0
    while (gone := time.time() - began) < float(sys.argv[2]):
        sent += deliver_due(begins + timedelta(seconds=60 * gone)).get("sent", 0)
        time.sleep(0.1)
    print(sent, flush=True)
"""


def sent_at() -> list[datetime]:
    found = db.session.scalars(db.select(Message.sent_at).where(Message.sent_at.is_not(None))).all()
    db.session.rollback()
    return sorted(found)


def most_in_a_minute(times: list[datetime]) -> int:
    return max(sum(end - MINUTE < time <= end for time in times) for end in times)


def test_a_tick_sends_what_is_left_of_the_minute(app, server):
    app.config["OUTBOX_RATE"] = RATE
    fill(50)
    sent = [deliver_due(NOW + timedelta(seconds=10 * n)).get("sent", 0) for n in range(15)]
    assert sent == [20, 0, 0, 0, 0, 0, 0, 20, 0, 0, 0, 0, 0, 0, 10] and len(server.taken) == 50


def test_what_another_is_sending_counts(app, server):
    app.config["OUTBOX_RATE"] = RATE
    fill(50)
    leased = {"lease_owner": "another", "lease_until_at": NOW + 2 * MINUTE}
    db.session.execute(db.update(Message).where(Message.id <= 15).values(leased))
    db.session.commit()
    assert deliver_due(NOW) == {"sent": 5}


def test_it_is_the_mail_servers_and_no_webhooks(app, server):
    app.config["OUTBOX_RATE"] = RATE
    with listener() as there:
        by = person("staff@example.jp")
        number = make_webhook(by=by, now=NOW, url=there.url, events=(), private=True).id
        for n in range(RATE + 5):
            try_webhook(number, by=by, now=NOW + timedelta(microseconds=n))
        assert post_webhooks(NOW + timedelta(seconds=1)) == {"sent": RATE + 5}
    fill(50)
    assert send_mails(NOW + timedelta(seconds=2)) == {"sent": RATE}


def test_without_a_rate_all_goes_out(app, server):
    fill(50)
    assert deliver_due(NOW) == {"sent": 50}


@pytest.mark.race
def test_two_processes_together_keep_to_it(app, server, full_depth):
    """Each asks at any instant; in no minute are more sent than the rate, by the times that the rows have."""
    seconds, many = (12, 400) if full_depth else (5, 160)
    fill(many)
    argv = [sys.executable, "-c", HURRIED, NOW.isoformat(), str(seconds)]
    env = settings_of(app, server.url) | {"OUTBOX_RATE": str(RATE), "OUTBOX_BATCH": "7"}
    both = [
        subprocess.Popen(argv, cwd=ROOT, env=env, stdin=-1, stdout=-1, stderr=-1, text=True) for _ in range(2)
    ]
    for process in both:
        assert process.stdout.readline() == "ready\n", process.stderr.read()
    for process in both:
        process.stdin.write(f"{time.time()}\n")
        process.stdin.flush()
    sent = [int(process.communicate(timeout=120)[0]) for process in both]
    times = sent_at()
    assert sum(sent) == len(times) == statuses()["sent"] and min(sent) > 0
    assert most_in_a_minute(times) <= RATE
    assert len(times) > RATE, "another minute has its own"
