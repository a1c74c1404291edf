"""How the door is, for staff to see (/admin/jobs) and for doctor."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from booking import clock
from booking.actions.job_runs import note_run
from booking.queries.inbound import READING
from booking.rules.running import SELDOM

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Rounds:
    """Looks behind the door: how many are not noted yet, when the last was, and whether it failed."""

    process: str
    unnoted: int = 0
    noted_at: datetime | None = None
    failing: bool = False


def note(rounds: Rounds, error: str = "") -> None:
    """A good one once a minute: each takes the write lock."""
    now = clock.now()
    rounds.unnoted += 1
    if not error and not rounds.failing and rounds.noted_at and now - rounds.noted_at < SELDOM:
        return
    try:
        note_run(READING, rounds.process, now=now, took=timedelta(0), runs=rounds.unnoted, error=error)
    except Exception:
        log.exception("a look at the mailbox was not noted")
    else:
        rounds.unnoted, rounds.noted_at, rounds.failing = 0, now, bool(error)
