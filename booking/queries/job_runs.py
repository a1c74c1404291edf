"""Which jobs ran and how, and which processes run them."""

from collections.abc import Sequence

from sqlalchemy import select

from booking.extensions import db
from booking.models import Heartbeat, JobRun


def job_runs() -> Sequence[JobRun]:
    """Those in trouble first."""
    return db.session.scalars(select(JobRun).order_by(JobRun.failures.desc(), JobRun.name)).all()


def processes() -> Sequence[Heartbeat]:
    """The liveliest first."""
    return db.session.scalars(select(Heartbeat).order_by(Heartbeat.beaten_at.desc(), Heartbeat.process)).all()
