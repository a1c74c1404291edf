"""The staff's mail of the morning: when it goes out, and what names it."""

from datetime import date, datetime, time, timedelta

from booking.rules.wall import day_start, instant

DIGEST = "digest"
AHEAD = 7  # days after today
NOON = time(12)


def ends_at(on: date, at: time, tzid: str) -> datetime:
    """A late one is of use until noon; one of the afternoon until midnight."""
    return instant(datetime.combine(on, NOON), tzid) if at < NOON else day_start(on + timedelta(days=1), tzid)


def is_time(wall: datetime, at: time) -> bool:
    """`wall` by the centre's clock."""
    return at <= wall.time() and (wall.time() < NOON or at >= NOON)


def digest_key(on: date, user_id: int) -> str:
    return f"{DIGEST}:{on.isoformat()}:user-{user_id}"
