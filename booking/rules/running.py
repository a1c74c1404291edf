"""How often scheduled jobs run and are noted, and when one is overdue."""

from datetime import datetime, timedelta

SELDOM = timedelta(minutes=1)  # how often a run is noted that had nothing to do
JITTER = 0.1  # of its interval: how much sooner or later a job may run


def is_overdue(began_at: datetime, next_at: datetime, patience: timedelta, now: datetime) -> bool:
    """`next_at` is the next run after the one noted, which may have had others, not noted, behind it."""
    return now > next_at + JITTER * (next_at - began_at) + SELDOM + patience
