"""What the address of an empty booking form asks for; what it does not understand is left out."""

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from booking.forms.questions import UNITS
from booking.rules.wall import local

_DURATION = re.compile(r"PT(?=\d)(?:(\d{1,2})H)?(?:(\d{1,4})M)?", re.ASCII)
_UNITS = re.compile(r"([a-z0-9-]{1,100}):(\d{1,3})", re.ASCII)
_HOUR = timedelta(hours=1)


def begun(starts_at: str, duration: str, tzid: str) -> dict[str, Any]:
    """Day and clock times in `tzid`: `starts_at` is ISO 8601, naive by that clock.

    `duration` is PT1H30M, or minutes; an hour when it says nothing.
    """
    try:
        told = datetime.fromisoformat(starts_at)
        begins = local(told, tzid) if told.tzinfo else told
        ends = begins + (length(duration) or _HOUR)
    except (ValueError, OverflowError):
        return {}
    return {"starts_on": begins.date(), "begins": begins.time(), "ends": ends.time()}


def length(duration: str) -> timedelta | None:
    """None when it says nothing."""
    if duration.isascii() and duration.isdigit() and len(duration) < 5:
        return timedelta(minutes=int(duration))
    found = _DURATION.fullmatch(duration)
    return timedelta(hours=int(found[1] or 0), minutes=int(found[2] or 0)) if found else None


def units(texts: Iterable[str], known: Collection[str]) -> dict[str, int]:
    """`projector:1`, several with commas or each by itself, as fields of the form."""
    found = (_UNITS.fullmatch(part.strip()) for text in texts for part in text.split(","))
    return {UNITS + one[1]: int(one[2]) for one in found if one and one[1] in known}
