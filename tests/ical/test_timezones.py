"""VTIMEZONE against zoneinfo, read by dateutil, which knows nothing of zone names here.

`ALL_ZONES=1` tries every zone of IANA instead of some forty.
"""

import io
import os
from collections.abc import Iterator
from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import icalendar
import pytest
from dateutil.tz import tzical

from booking.ical.timezones import known, vtimezone, vtimezone_text
from tests.ical.examples import lines, names, values

ZONES = sorted(zone for zone in available_timezones() if known(zone))
OURS = ["Asia/Tokyo", "Asia/Seoul", "Asia/Kolkata", "America/New_York", "Europe/Berlin", "Africa/Casablanca"]
ODD = ["Africa/Cairo", "America/Nuuk", "America/Santiago", "Asia/Gaza", "Asia/Jerusalem", "Africa/El_Aaiun"]
OTHERS = ["Europe/Dublin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns", "Antarctica/Troll"]
SOME = ZONES if os.environ.get("ALL_ZONES") == "1" else sorted({*OURS, *ODD, *OTHERS, *ZONES[::25]})


def read(tzid: str) -> tzinfo:
    text = "BEGIN:VCALENDAR\r\n" + vtimezone_text(tzid).decode() + "END:VCALENDAR\r\n"
    found = tzical(io.StringIO(text)).get(tzid)
    assert found is not None and not isinstance(found, ZoneInfo)
    return found


def walls(step: timedelta) -> Iterator[datetime]:
    """Two years of wall times."""
    at, end = datetime(2026, 11, 1, 12), datetime(2028, 11, 1)
    while at < end:
        yield at
        at += step


def differing(tzid: str, step: timedelta) -> list[datetime]:
    ours, truth = read(tzid), ZoneInfo(tzid)
    return [
        at
        for at in walls(step)
        if at.replace(tzinfo=ours).utcoffset() != at.replace(tzinfo=truth).utcoffset()
    ]


@pytest.mark.parametrize("tzid", OURS)
def test_our_own_zones_are_exact_every_hour(tzid: str) -> None:
    zone = ZoneInfo(tzid)
    differ = differing(tzid, timedelta(hours=1))
    assert [at for at in differ if not twice_or_never(at, zone)] == []


def twice_or_never(at: datetime, zone: ZoneInfo) -> bool:
    """In the hour when clocks change readers may differ."""
    return at.replace(tzinfo=zone, fold=0).utcoffset() != at.replace(tzinfo=zone, fold=1).utcoffset()


def test_some_zones_are_equal_to_zoneinfo() -> None:
    assert len(SOME) >= 35
    assert {tzid: at for tzid in SOME if (at := differing(tzid, timedelta(days=5)))} == {}


@pytest.mark.parametrize("tzid", SOME)
def test_one_standard_and_at_most_one_daylight_each_with_both_offsets(tzid: str) -> None:
    found = names(vtimezone_text(tzid))
    observances = found.count("BEGIN:STANDARD") + found.count("BEGIN:DAYLIGHT")
    assert found.count("BEGIN:STANDARD") == 1 and observances <= 2
    assert found.count("TZOFFSETFROM") == found.count("TZOFFSETTO") == found.count("DTSTART") == observances
    assert found.count("TZID") == 1


def test_a_zone_without_summer_time_has_no_rule() -> None:
    assert lines(vtimezone_text("Asia/Tokyo"))[2:-1] == [
        *("BEGIN:STANDARD", "DTSTART:19700101T000000", "TZNAME:JST"),
        *("TZOFFSETFROM:+0900", "TZOFFSETTO:+0900", "END:STANDARD"),
    ]


@pytest.mark.parametrize(
    ("tzid", "rules"),
    [
        (
            "America/New_York",
            {"RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"},
        ),
        (
            "Europe/Berlin",
            {"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"},
        ),
        (
            "Australia/Sydney",
            {"RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=10", "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4"},
        ),
    ],
)
def test_rules_are_yearly_with_one_weekday_and_no_list(tzid: str, rules: set[str]) -> None:
    assert set(values(vtimezone_text(tzid), "RRULE")) == rules
    assert values(vtimezone_text(tzid), "RDATE") == []


def test_where_no_rule_fits_the_changes_are_listed() -> None:
    assert values(vtimezone_text("Africa/Casablanca"), "RRULE") == []
    assert "20270207T030000" in " ".join(values(vtimezone_text("Africa/Casablanca"), "RDATE"))


def test_dublins_summer_is_daylight_as_readers_expect() -> None:
    found = lines(vtimezone_text("Europe/Dublin"))
    assert found[found.index("BEGIN:DAYLIGHT") + 3] == "TZNAME:IST"


def test_it_is_a_component_made_once() -> None:
    assert isinstance(vtimezone("Asia/Seoul"), icalendar.Timezone)
    assert vtimezone("Asia/Seoul") is vtimezone("Asia/Seoul")


def test_known() -> None:
    assert known("Asia/Tokyo") and known("UTC")
    assert not any(map(known, ["", "Tokyo Standard Time", "JST-9", "../etc/passwd", "localtime"]))
    with pytest.raises((ZoneInfoNotFoundError, ValueError)):
        vtimezone("Tokyo Standard Time")
