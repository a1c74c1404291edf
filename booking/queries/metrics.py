"""Figures for a watcher such as Prometheus; nine statements at most, whatever there is."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select

from booking.extensions import db
from booking.models import Message, Occurrence, PurgedMessage
from booking.models.message import STATUSES, WAITING
from booking.queries.backlog import backlog
from booking.queries.health import heartbeat_age
from booking.queries.job_runs import job_runs
from booking.queries.outbox import counts
from booking.rules.lifecycle import MIXED

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Metric:
    """`kind` is counter or gauge; `values` are by their labels."""

    name: str
    kind: str
    about: str
    values: list[tuple[Labels, float]]


def metrics(now: datetime) -> Iterator[Metric]:
    yield Metric("silkroom_messages_total", "counter", "Messages by how they ended.", _messages())
    yield from _outbox(now)
    yield from _jobs()
    age = heartbeat_age(now)
    beaten = [({}, age.total_seconds())] if age is not None else []
    yield Metric("silkroom_scheduler_heartbeat_age_seconds", "gauge", "Since any scheduler ran.", beaten)
    yield Metric("silkroom_reservations", "gauge", "Reservations by status.", _reservations())


def _messages() -> list[tuple[Labels, float]]:
    """Those that are forgotten, or were sent again, included: it never falls."""
    ended = [status for status in STATUSES if status != WAITING]
    columns = (Message.kind, Message.status, func.count())
    rows = select(*columns).where(Message.status.in_(ended)).group_by(Message.status, Message.kind)
    found: Counter[tuple[str, str]] = Counter()
    for kind, status, count in db.session.execute(rows):
        found[kind, status] += count
    gone = select(PurgedMessage.kind, PurgedMessage.status, PurgedMessage.count)
    for kind, status, count in db.session.execute(gone):
        found[kind, status] += count
    return [({"kind": kind, "status": status}, count) for (kind, status), count in sorted(found.items())]


def _outbox(now: datetime) -> Iterator[Metric]:
    found, (failed, waiting) = backlog(now), counts()
    oldest = (now - found.oldest_at).total_seconds() if found.oldest_at else 0
    told = (
        ("waiting", "Messages to be sent, now or later.", waiting),
        ("due", "Messages that should have gone out by now.", found.due),
        ("oldest_due_seconds", "How late the oldest of them is.", oldest),
        ("failed", "Messages that need a person.", failed),
    )
    for name, about, value in told:
        yield Metric(f"silkroom_outbox_{name}", "gauge", about, [({}, value)])


def _jobs() -> Iterator[Metric]:
    runs = sorted(job_runs(), key=lambda run: run.name)
    ended = [({"job": run.name}, run.ended_at.timestamp()) for run in runs]
    failures = [({"job": run.name}, run.failures) for run in runs]
    about = "When each job ran last (noted at least once a minute)."
    yield Metric("silkroom_job_last_run_timestamp_seconds", "gauge", about, ended)
    yield Metric("silkroom_job_failures", "gauge", "How often each job failed in a row.", failures)


def _reservations() -> list[tuple[Labels, float]]:
    least, most = func.min(Occurrence.status), func.max(Occurrence.status)
    own = case((least == most, least), else_=MIXED).label("status")
    of_each = select(own).group_by(Occurrence.reservation_id).subquery()
    rows = select(of_each.c.status, func.count()).group_by(of_each.c.status).order_by(of_each.c.status)
    return [({"status": status}, count) for status, count in db.session.execute(rows)]
