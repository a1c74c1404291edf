"""Times as they are answered."""

from datetime import datetime
from zoneinfo import ZoneInfo

from booking.rules.interval import Interval


def instant(at: datetime | None) -> str | None:
    """UTC with Z."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def span(interval: Interval) -> dict[str, str | None]:
    return {"starts_at": instant(interval.starts_at), "ends_at": instant(interval.ends_at)}


def span_in(interval: Interval, tzid: str) -> dict[str, str]:
    """By the clock of the zone, as a body names it."""
    zone = ZoneInfo(tzid)
    starts_at, ends_at = interval.starts_at.astimezone(zone), interval.ends_at.astimezone(zone)
    return {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
