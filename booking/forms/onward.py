"""All that was typed, with another answer laid over it: names and values that can be posted."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from werkzeug.datastructures import MultiDict

from booking.forms.instead import PREFIX
from booking.rules.availability import Alternative
from booking.rules.series import named, wall
from booking.rules.wall import local

Pairs = list[tuple[str, str]]
WHEN = ("starts_on", "begins", "ends")
NEVER_KEPT = ("csrf_token", "step", "mails")


def kept(typed: MultiDict[str, str], *but: str) -> Pairs:
    return [(name, value) for name, value in typed.items(multi=True) if name not in (*NEVER_KEPT, *but)]


def with_values(typed: MultiDict[str, str], values: Mapping[str, str]) -> Pairs:
    return [*kept(typed, *values), *values.items()]


def at_another_time(typed: MultiDict[str, str], other: Alternative, tzid: str) -> Pairs:
    """With another space and time, of a booking that is no series."""
    rest = [(name, value) for name, value in kept(typed, "spaces", *WHEN) if not name.startswith(PREFIX)]
    return [*rest, *(("spaces", slug) for slug in other.spaces), *when(other, tzid).items()]


def when(other: Alternative, tzid: str, prefix: str = "") -> dict[str, str]:
    begins, ends = (local(at, tzid) for at in (other.interval.starts_at, other.interval.ends_at))
    texts = (f"{begins:%Y-%m-%d}", f"{begins:%H:%M}", f"{ends:%H:%M}")
    return {prefix + name: text for name, text in zip(WHEN, texts, strict=True)}


def in_place_of(
    typed: MultiDict[str, str], other: Alternative, tzid: str, slots: Iterable[tuple[str, datetime]]
) -> Pairs:
    """Another time for one of several candidates; `slots`: prefix of the fields and start of each."""
    names = (prefix for prefix, at in slots if named(wall(at, tzid)) == other.recurrence_id)
    return with_values(typed, when(other, tzid, next(names, "")))
