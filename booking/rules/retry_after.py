"""How long a server asks to be left alone (RFC 9110 10.2.3)."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST = timedelta(days=1)


def wait_of(header: str, now: datetime) -> timedelta | None:
    """Seconds, or a date; at most LONGEST. None: it says nothing that can be read."""
    told = header.strip()
    if told.isascii() and told.isdigit():
        return min(LONGEST, timedelta(seconds=int(told[:9])))
    try:
        until = parsedate_to_datetime(told)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(LONGEST, max(timedelta(), until - now))
