"""What is due goes out: mails by one job, posts to webhooks by another; neither waits for the other."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from threading import Event

from flask import current_app

from booking.jobs.handlers import hooks, mails
from booking.outbox.deliver import TAKEN, deliver
from booking.outbox.terms import Handler, Terms, Watch
from booking.process import worker_name

MOST_BATCHES = 500
stopping = Event()  # set when this process is told to end


def deliver_due(now: datetime) -> dict[str, int]:
    """Both, one after the other."""
    return dict(Counter(send_mails(now)) + Counter(post_webhooks(now)))


def send_mails(now: datetime) -> dict[str, int]:
    with mails(current_app.config) as handle:
        return _all_due(handle, now, _terms(rate=current_app.config["OUTBOX_RATE"] or None))


def post_webhooks(now: datetime) -> dict[str, int]:
    settings = current_app.config
    return _all_due(hooks(settings), now, _terms(give_up_after=settings["WEBHOOK_TRIED_FOR"]))


def _all_due(handle: Mapping[str, Handler], now: datetime, terms: Terms) -> dict[str, int]:
    """Batch after batch until nothing is due, or this process is to stop."""
    done, me, watch = Counter[str](), worker_name(), Watch(now)
    for _ in range(MOST_BATCHES):
        batch = Counter[str]() if stopping.is_set() else deliver(handle, watch, me, terms, stopping)
        done += batch
        if not batch[TAKEN]:
            break
    return {name: count for name, count in done.items() if name != TAKEN}


def _terms(rate: int | None = None, give_up_after: timedelta | None = None) -> Terms:
    settings = current_app.config
    return Terms(
        batch=settings["OUTBOX_BATCH"],
        lease=settings["OUTBOX_LEASE"],
        backoff=settings["OUTBOX_BACKOFF"],
        backoff_max=settings["OUTBOX_BACKOFF_MAX"],
        tries=settings["OUTBOX_TRIES"],
        rate=rate,
        give_up_after=give_up_after,
    )
