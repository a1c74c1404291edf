"""Times as they are answered."""

from zoneinfo import ZoneInfo

from booking.rules.interval import Interval
from booking.rules.iso import instant, span

__all__ = ["instant", "span", "span_in"]


def span_in(interval: Interval, tzid: str) -> dict[str, str]:
    """By the clock of the zone, as a body names it."""
    zone = ZoneInfo(tzid)
    starts_at, ends_at = interval.starts_at.astimezone(zone), interval.ends_at.astimezone(zone)
    return {"starts_at": starts_at.isoformat(), "ends_at": ends_at.isoformat()}
