"""Instants as the API and webhooks write them (RFC 3339)."""

from datetime import datetime

from booking.rules.interval import Interval


def instant(at: datetime | None) -> str | None:
    """UTC with Z."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def span(interval: Interval) -> dict[str, str | None]:
    return {"starts_at": instant(interval.starts_at), "ends_at": instant(interval.ends_at)}
