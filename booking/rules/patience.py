"""When staff are reminded of what waits for them, and when their deputy is told (D15)."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Wait:
    """Since when it waits for staff, and when they and their deputy were told of it.

    What they were told before `since` was about an earlier wait of the same booking.
    """

    since: datetime
    reminded_at: datetime | None
    deputy_told_at: datetime | None

    @property
    def reminded(self) -> bool:
        return self.reminded_at is not None and self.reminded_at >= self.since

    @property
    def deputy_told(self) -> bool:
        return self.deputy_told_at is not None and self.deputy_told_at >= self.since


def overdue(wait: Wait, patience: timedelta, now: datetime) -> bool:
    """It has waited as long as the policy lets it; it stands red."""
    return wait.since + patience <= now


def remind_due(wait: Wait, patience: timedelta, now: datetime) -> bool:
    """Staff are reminded once."""
    return overdue(wait, patience, now) and not wait.reminded


def deputy_due(wait: Wait, patience: timedelta, now: datetime) -> bool:
    """Once, when the reminder was as long ago as they were left alone before it."""
    if wait.reminded_at is None or not wait.reminded or wait.deputy_told:
        return False
    return wait.reminded_at + patience <= now
