from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from booking.extensions import db
from booking.models.columns import Instant


class Heartbeat(db.Model):
    """When each process that runs the scheduler last did."""

    __tablename__ = "heartbeat"

    process: Mapped[str] = mapped_column(primary_key=True)
    beaten_at: Mapped[datetime] = mapped_column(Instant)


class JobRun(db.Model):
    """The last run of a scheduled job in whichever process, and how often it failed in a row (`failures`)."""

    __tablename__ = "job_run"

    name: Mapped[str] = mapped_column(primary_key=True)
    process: Mapped[str]
    began_at: Mapped[datetime] = mapped_column(Instant)
    ended_at: Mapped[datetime] = mapped_column(Instant)
    next_at: Mapped[datetime | None] = mapped_column(Instant)
    runs: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None] = mapped_column(Instant)
    error: Mapped[str] = mapped_column(default="")
