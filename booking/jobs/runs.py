"""How jobs went, for staff to see (/admin/jobs)."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking.actions.job_runs import note_run
from booking.rules.running import SELDOM

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Runs:
    """Of one job in this process: how many are not noted yet, when the last was, and whether it failed."""

    name: str
    process: str
    every: timedelta
    unnoted: int = 0
    noted_at: datetime | None = None
    failing: bool = False


def ran(runs: Runs, now: datetime, took: timedelta, *, did: bool, error: str = "") -> None:
    """A run begun at `now`. One with nothing to tell is noted once a minute: each takes the write lock."""
    runs.unnoted += 1
    if not (did or error or runs.failing or _long_ago(runs.noted_at, now)):
        return
    try:
        next_at = now + max(runs.every, took)
        note_run(runs.name, runs.process, now=now, took=took, next_at=next_at, runs=runs.unnoted, error=error)
    except Exception:
        log.exception("run of %r not noted", runs.name)
    else:
        runs.unnoted, runs.noted_at, runs.failing = 0, now, bool(error)


def _long_ago(noted_at: datetime | None, now: datetime) -> bool:
    return noted_at is None or now - noted_at >= SELDOM
