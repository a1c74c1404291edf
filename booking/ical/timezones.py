"""VTIMEZONE in the form Outlook reads: one STANDARD and at most one DAYLIGHT, with yearly rules.

The Gregorian calendar repeats after 400 years, and for far years zoneinfo answers from the rule in the zone's
POSIX footer. So the rule is found by watching 28 years (every combination of weekday and leap year) four
centuries on, and it is used if the zone does now what it will do then.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import icalendar

from booking.ical.calendar import octets
from booking.ical.onsets import WEEK, Onset, offset, onsets, weeks
from booking.rules.wall import known

__all__ = ["known", "vtimezone", "vtimezone_text"]

CYCLE = 400
RULE_YEARS = (1970, 1998)
LISTED_YEARS = (2025, 2046)
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@cache
def vtimezone(tzid: str) -> icalendar.Timezone:
    """RDATEs for 2025 to 2045 where no yearly rule fits, as in Africa/Casablanca with Ramadan.

    One object for all callers, not to be changed. ZoneInfoNotFoundError.
    """
    component = icalendar.Timezone()
    component.add("tzid", tzid)
    for observance in _observances(ZoneInfo(tzid)):
        component.add_component(observance)
    return component


@cache
def vtimezone_text(tzid: str) -> bytes:
    return octets(vtimezone(tzid))


def _observances(zone: ZoneInfo) -> Iterable[icalendar.Component]:
    groups = _grouped(onsets(zone, *(year + CYCLE for year in RULE_YEARS)))
    rules = [rule for group in groups if (rule := _rule(group))]
    if len(rules) < len(groups) or not _settled(zone):
        return map(_listed, _grouped(onsets(zone, *LISTED_YEARS)))
    return map(_yearly, groups, rules) if groups else [_fixed(zone)]


def _settled(zone: ZoneInfo) -> bool:
    """Whether the zone does now what its footer says for ever."""
    now = weeks(*LISTED_YEARS)
    return all(offset(zone, at) == offset(zone, at.replace(year=at.year + CYCLE)) for at in now)


def _grouped(found: Iterable[Onset]) -> list[list[Onset]]:
    groups = defaultdict(list)
    for onset in found:
        groups[onset.before, onset.after].append(onset)
    return list(groups.values())


def _rule(group: list[Onset]) -> dict[str, object] | None:
    """The nth or last weekday of a month, if it is so in every year."""
    times = {(onset.at.month, onset.at.weekday(), onset.at.time()) for onset in group}
    if len(times) > 1 or len(group) != RULE_YEARS[1] - RULE_YEARS[0]:
        return None
    first, nth = group[0].at, {(onset.at.day + 6) // 7 for onset in group}
    if all((onset.at + WEEK).month != first.month for onset in group):
        nth = {-1}
    day = f"{min(nth)}{_DAYS[first.weekday()]}"
    return {"FREQ": "YEARLY", "BYMONTH": first.month, "BYDAY": day} if len(nth) == 1 else None


def _yearly(group: list[Onset], rule: dict[str, object]) -> icalendar.Component:
    first = group[0].at
    component = _observance(group[0]._replace(at=first.replace(year=first.year - CYCLE)))
    component.add("rrule", rule)
    return component


def _listed(group: list[Onset]) -> icalendar.Component:
    component = _observance(group[0])
    if group[1:]:
        component.add("rdate", [onset.at for onset in group[1:]])
    return component


def _fixed(zone: ZoneInfo) -> icalendar.Component:
    at = datetime(LISTED_YEARS[0], 1, 1, tzinfo=zone)
    since = at.utcoffset() or timedelta()
    return _observance(Onset(datetime(RULE_YEARS[0], 1, 1), since, since, at.tzname() or ""))


def _observance(onset: Onset) -> icalendar.Component:
    """DAYLIGHT is what puts clocks forward, also where the law calls the winter the exception (Dublin)."""
    forward = onset.after > onset.before
    component = icalendar.TimezoneDaylight() if forward else icalendar.TimezoneStandard()
    component.add("dtstart", onset.at)
    component.add("tzoffsetfrom", onset.before)
    component.add("tzoffsetto", onset.after)
    component.add("tzname", onset.name)
    return component
