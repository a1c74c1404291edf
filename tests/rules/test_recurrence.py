"""Series by hand: the RFC's own examples, clocks that change, ends, cuts and parts of a series."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.rules import recurrence_days
from booking.rules.recurrence import Expansion, canonical, ended_before, expand, parse, remainder
from booking.rules.wall import instant

TOKYO, NEW_YORK, BERLIN = "Asia/Tokyo", "America/New_York", "Europe/Berlin"
FAR = datetime(2040, 1, 1)
TUESDAY = datetime(2026, 12, 1, 10)


def on(*days: str, clock: str = "09:00") -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(f"{day} {clock}") for day in days)


@pytest.mark.parametrize(
    "text, walls",
    [
        # RFC 5545 3.8.5.3, its examples in New York from 09:00, those that our rules take.
        ("FREQ=DAILY;INTERVAL=10;COUNT=5",
         on("1997-09-02", "1997-09-12", "1997-09-22", "1997-10-02", "1997-10-12")),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH",
         on("1997-09-02", "1997-09-04", "1997-09-16", "1997-09-18", "1997-09-30", "1997-10-02", "1997-10-14",
            "1997-10-16")),
        ("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH",
         on("1997-09-02", "1997-09-04", "1997-09-09", "1997-09-11", "1997-09-16", "1997-09-18", "1997-09-23",
            "1997-09-25", "1997-09-30", "1997-10-02")),
        ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO",
         on("1997-09-22", "1997-10-20", "1997-11-17", "1997-12-22", "1998-01-19", "1998-02-16")),
        ("FREQ=MONTHLY;BYMONTHDAY=2,15;COUNT=4", on("1997-09-02", "1997-09-15", "1997-10-02", "1997-10-15")),
        ("FREQ=MONTHLY;COUNT=4;BYMONTHDAY=1,-1", on("1997-09-30", "1997-10-01", "1997-10-31", "1997-11-01")),
        ("FREQ=MONTHLY;INTERVAL=18;COUNT=3;BYMONTHDAY=10,11", on("1997-09-10", "1997-09-11", "1999-03-10")),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;COUNT=3", on("1998-02-13", "1998-03-13", "1998-11-13")),
        ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", on("1997-09-04", "1997-10-07", "1997-11-06")),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2;COUNT=3",
         on("1997-09-29", "1997-10-30", "1997-11-27")),
        ("FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8;COUNT=3",
         on("1996-11-05", "2000-11-07", "2004-11-02")),
        ("FREQ=YEARLY;INTERVAL=2;COUNT=4;BYMONTH=1,2,3;BYMONTHDAY=10",
         on("1997-03-10", "1999-01-10", "1999-02-10", "1999-03-10")),
        ("FREQ=YEARLY;BYDAY=TH;BYMONTH=3;COUNT=4",
         on("1997-03-13", "1997-03-20", "1997-03-27", "1998-03-05")),
        # The same weeks, which only WKST tells apart.
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO",
         on("1997-08-05", "1997-08-10", "1997-08-19", "1997-08-24")),
        ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU",
         on("1997-08-05", "1997-08-17", "1997-08-19", "1997-08-31")),
        # Only months that have a 31st, years that have a 29 February.
        ("FREQ=MONTHLY;COUNT=4", on("2026-12-31", "2027-01-31", "2027-03-31", "2027-05-31")),
        ("FREQ=YEARLY;COUNT=3", on("2028-02-29", "2032-02-29", "2036-02-29")),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1;COUNT=3", on("2026-02-28", "2027-02-28", "2028-02-29")),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=4",
         on("2027-01-29", "2027-02-26", "2027-03-31", "2027-04-30")),
        ("FREQ=MONTHLY;BYDAY=2TU,-1FR;COUNT=4", on("2026-12-08", "2026-12-25", "2027-01-12", "2027-01-29")),
        ("FREQ=MONTHLY;BYDAY=1TU,WE;COUNT=3", on("2026-12-01", "2026-12-02", "2026-12-09")),
        ("FREQ=DAILY;BYMONTH=12;BYDAY=MO,TH;COUNT=3", on("2026-12-28", "2026-12-31", "2027-12-02")),
    ],
)  # fmt: skip
def test_the_meetings_of_a_rule(text, walls):
    assert expand(text, walls[0], NEW_YORK, last=FAR) == Expansion(walls, latest=walls[-1])


@pytest.mark.parametrize(
    "until, days",
    [
        ("20261203", 3),
        ("20261203T100000", 3),
        ("20261203T095959", 2),
        ("20261203T010000Z", 3),
        ("20261203T005959Z", 2),
        ("20261202T235959Z", 2),
    ],
)
def test_until_as_a_date_is_the_whole_day_and_otherwise_an_instant(until, days):
    found = expand(f"FREQ=DAILY;UNTIL={until}", TUESDAY, TOKYO, last=FAR)
    assert found.walls == on("2026-12-01", "2026-12-02", "2026-12-03", clock="10:00")[:days]


@pytest.mark.parametrize(
    "tzid, starts, text, instants",
    [
        # Clocks go forward on 8 March and 29 March 2026, back on 25 October and 1 November.
        (NEW_YORK, "2026-03-01 09:00", "FREQ=WEEKLY;COUNT=3",
         ["2026-03-01 14:00", "2026-03-08 13:00", "2026-03-15 13:00"]),
        (BERLIN, "2026-03-27 09:00", "FREQ=DAILY;COUNT=3",
         ["2026-03-27 08:00", "2026-03-28 08:00", "2026-03-29 07:00"]),
        (BERLIN, "2026-10-24 09:00", "FREQ=DAILY;UNTIL=20261025",
         ["2026-10-24 07:00", "2026-10-25 08:00"]),
        (NEW_YORK, "2026-10-25 09:00", "FREQ=WEEKLY;UNTIL=20261101T140000Z",
         ["2026-10-25 13:00", "2026-11-01 14:00"]),
        # 02:30 does not exist on 8 March: it is 03:30 then, and 02:30 again the day after (3.3.5).
        (NEW_YORK, "2026-03-07 02:30", "FREQ=DAILY;COUNT=3",
         ["2026-03-07 07:30", "2026-03-08 07:30", "2026-03-09 06:30"]),
    ],
)  # fmt: skip
def test_the_wall_clock_stays_when_the_clocks_change(tzid, starts, text, instants):
    walls = expand(text, datetime.fromisoformat(starts), tzid, last=FAR).walls
    assert {wall.time() for wall in walls} == {datetime.fromisoformat(starts).time()}
    expected = [datetime.fromisoformat(at).replace(tzinfo=UTC) for at in instants]
    assert [instant(wall, tzid) for wall in walls] == expected


def test_too_many():
    daily = "FREQ=DAILY;UNTIL=20300101"
    found = expand(daily, TUESDAY, TOKYO, last=FAR)
    assert (len(found.walls), found.too_many, found.too_far) == (500, True, False)
    assert found.latest == found.walls[-1] == TUESDAY + timedelta(days=499)
    whole = expand("FREQ=DAILY;COUNT=500", TUESDAY, TOKYO, last=FAR)
    assert (whole.walls, whole.too_many) == (found.walls, False)


@pytest.mark.parametrize("text", ["FREQ=DAILY", "FREQ=DAILY;COUNT=4", "FREQ=DAILY;UNTIL=20261204"])
def test_too_far(text):
    found = expand(text, TUESDAY, TOKYO, last=TUESDAY + timedelta(days=2))
    days = on("2026-12-01", "2026-12-02", "2026-12-03", clock="10:00")
    assert found == Expansion(days, too_far=True, latest=days[-1])


@pytest.mark.parametrize("text", ["FREQ=DAILY;COUNT=3", "FREQ=DAILY;UNTIL=20261203", "FREQ=WEEKLY;COUNT=1"])
def test_what_ends_at_the_horizon_is_not_too_far(text):
    assert not expand(text, TUESDAY, TOKYO, last=TUESDAY + timedelta(days=2)).too_far


def test_until_beyond_the_horizon_is_not_too_far_where_no_meeting_is():
    found = expand("FREQ=WEEKLY;UNTIL=20261214", TUESDAY, TOKYO, last=datetime(2026, 12, 10))
    assert found == Expansion(on("2026-12-01", "2026-12-08", clock="10:00"), latest=datetime(2026, 12, 8, 10))


def test_nothing_within_the_horizon():
    found = expand("FREQ=DAILY;COUNT=2", TUESDAY, TOKYO, last=TUESDAY - timedelta(seconds=1))
    assert found == Expansion((), too_far=True)


def test_exdates_and_rdates():
    first, second, third = on("2026-12-01", "2026-12-02", "2026-12-03", clock="10:00")
    extra, late = datetime(2026, 12, 2, 15), datetime(2041, 1, 1, 10)
    found = expand(
        "FREQ=DAILY;COUNT=3", first, TOKYO, last=FAR, exdates=[first, second], rdates=[third, extra]
    )
    assert found == Expansion((extra, third), latest=third)
    assert expand("FREQ=DAILY;COUNT=3", first, TOKYO, last=FAR, rdates=[late]).too_far
    assert expand("FREQ=DAILY;COUNT=3", first, TOKYO, last=FAR, rdates=[extra], most=3).too_many


@pytest.mark.parametrize(
    "text, written",
    [
        ("rrule:count=3;wkst=su;interval=1;byday=fr, mo;freq=weekly",
         "FREQ=WEEKLY;COUNT=3;BYDAY=MO,FR;WKST=SU"),
        ("FREQ=DAILY;UNTIL=20261203", "FREQ=DAILY;UNTIL=20261203T145959Z"),
        ("FREQ=DAILY;UNTIL=20261203T100000", "FREQ=DAILY;UNTIL=20261203T010000Z"),
        ("FREQ=DAILY;UNTIL=20261203T100000Z", "FREQ=DAILY;UNTIL=20261203T100000Z"),
        ("BYMONTHDAY=+05,-1,5;FREQ=MONTHLY;COUNT=03;WKST=MO", "FREQ=MONTHLY;COUNT=3;BYMONTHDAY=-1,5"),
        ("BYSETPOS=-1;BYMONTH=3;INTERVAL=2;BYDAY=MO,TU;FREQ=YEARLY;COUNT=1",
         "FREQ=YEARLY;COUNT=1;INTERVAL=2;BYDAY=MO,TU;BYMONTH=3;BYSETPOS=-1"),
        ("FREQ=MONTHLY;BYDAY=-1FR,2TU;COUNT=2", "FREQ=MONTHLY;COUNT=2;BYDAY=-1FR,2TU"),
    ],
)  # fmt: skip
def test_canonical(text, written):
    assert canonical(text, TOKYO) == canonical(written, TOKYO) == written


def test_the_end_of_the_calendar_has_an_instant_in_every_zone():
    assert canonical("FREQ=DAILY;UNTIL=99991231", NEW_YORK) == "FREQ=DAILY;UNTIL=99990101T045959Z"


@pytest.mark.parametrize(
    "text, wall, ended",
    [
        ("FREQ=DAILY;COUNT=9", datetime(2026, 12, 4, 10), "FREQ=DAILY;UNTIL=20261203T145959Z"),
        ("FREQ=DAILY;COUNT=9", datetime(2026, 12, 4, 10, 1), "FREQ=DAILY;UNTIL=20261204T145959Z"),
        ("FREQ=DAILY;UNTIL=20261231", datetime(2026, 12, 4, 9), "FREQ=DAILY;UNTIL=20261203T145959Z"),
        ("FREQ=DAILY;UNTIL=20261202T010000Z", datetime(2027, 1, 1), "FREQ=DAILY;UNTIL=20261202T010000Z"),
    ],
)
def test_ended_before(text, wall, ended):
    assert ended_before(text, TUESDAY, wall, TOKYO) == ended


def test_remainder():
    third = TUESDAY + timedelta(days=14)
    assert remainder("FREQ=WEEKLY;COUNT=9", TUESDAY, third, TOKYO) == "FREQ=WEEKLY;COUNT=7"
    assert remainder("FREQ=WEEKLY", TUESDAY, third, TOKYO) == "FREQ=WEEKLY"
    until = "FREQ=WEEKLY;UNTIL=20261231T145959Z"
    assert remainder("FREQ=WEEKLY;UNTIL=20261231", TUESDAY, third, TOKYO) == until
    with pytest.raises(ValueError):
        remainder("FREQ=WEEKLY;COUNT=2", TUESDAY, third, TOKYO)


@pytest.mark.parametrize(
    "text, starts, most",
    [
        ("FREQ=DAILY", TUESDAY, 22_295),
        ("FREQ=DAILY;INTERVAL=366", TUESDAY, 61),
        ("FREQ=WEEKLY", TUESDAY, 22_295),
        ("FREQ=MONTHLY", TUESDAY, 22_295),
        ("FREQ=YEARLY;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYDAY=TU", TUESDAY, 22_295),
        ("FREQ=YEARLY;INTERVAL=3;BYMONTH=2;BYMONTHDAY=29", datetime(2028, 2, 29), 21 * 29),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;BYDAY=TU", datetime(2028, 2, 29), 22_295),
    ],
)
def test_how_many_days_are_looked_at_at_most(text, starts, most):
    rule = recurrence_days.completed(parse(text), starts.date())
    firsts = recurrence_days.periods(rule, starts.date())
    assert 0 < sum(len(recurrence_days.looked_at(rule, first)) for first in firsts) <= most


def test_a_rule_that_gives_nothing_more_ends_and_is_told():
    found = expand("FREQ=YEARLY;INTERVAL=100;COUNT=2", TUESDAY, TOKYO, last=datetime(2500, 1, 1))
    assert found == Expansion((TUESDAY,), too_far=True, latest=TUESDAY)
    ended = expand("FREQ=YEARLY;INTERVAL=100;UNTIL=20300101", TUESDAY, TOKYO, last=datetime(2500, 1, 1))
    assert ended == Expansion((TUESDAY,), latest=TUESDAY)
