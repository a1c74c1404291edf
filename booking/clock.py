"""The only place that asks what time it is; everything below the ways in is given `now`."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)
