"""What goes beyond a quota; days, weeks and months by the venue's clock."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.rules.interval import Interval
from booking.rules.quotas import Limit, Quota, over, reach
from tests.factories import NOW, at, span

TOKYO = "Asia/Tokyo"


def quota(measure="hours", per="week", most=4, whose="company") -> Quota:
    return Quota(whose, measure, per, most)


def told(quotas, held, wanted, tzid=TOKYO, now=NOW) -> list[tuple[Interval, str, str]]:
    found = over([Limit(each, held) for each in quotas], wanted, tzid, now)
    return [(wanted[which], rule.values["case"], rule.values["used"]) for which, rule in found]


def test_what_fills_it_to_the_brim_fits_and_a_minute_more_does_not():
    held = [span(1, "09:00", "11:30")]
    assert told([quota()], held, [span(2, "10:00", "11:30")]) == []
    longer = span(2, "10:00", "11:31")
    assert told([quota()], held, [longer]) == [(longer, "company:hours:week", "2.5")]


@pytest.mark.parametrize(
    ("per", "held", "fits"),
    [
        ("day", span(2, "15:00", "16:00"), False),
        ("day", span(3, "10:00", "11:00"), True),
        ("week", span(6, "23:00", "23:30"), False),  # 6 December 2026 is a Sunday
        ("week", span(7, "00:00", "00:30"), True),
        ("month", span(31, "23:00", "23:30"), False),
        ("month", Interval(at(1, "00:00", month=12) - timedelta(hours=1), at(1, "00:00")), True),
        ("coming", span(1, "08:00", "09:00"), True),  # it ends as the clock strikes NOW, 9:00
        ("coming", span(1, "08:00", "09:01"), False),
    ],
)
def test_periods_are_the_venues(per, held, fits):
    limit = quota("number", per, 1)
    assert (told([limit], [held], [span(2, "10:00", "11:00")]) == []) is fits


def test_the_same_instants_are_another_day_elsewhere():
    held, wanted = span(2, "08:00", "08:30"), span(2, "10:00", "10:30")
    limit = quota("number", "day", 1)
    assert told([limit], [held], [wanted]) and not told([limit], [held], [wanted], tzid="UTC")


def test_a_meeting_over_midnight_counts_where_it_begins():
    held = Interval(at(2, "23:00"), at(3, "01:00"))
    limit = quota("hours", "day", 2)
    assert told([limit], [held], [span(3, "10:00", "12:00")]) == []
    assert told([limit], [held], [span(2, "10:00", "10:15")])


def test_a_series_counts_itself_and_what_did_not_fit_takes_no_room():
    days = [span(day, "10:00", "12:00") for day in (1, 2, 3)]
    small = span(4, "10:00", "10:30")
    assert told([quota(most=4)], [], [*days, small]) == [
        (days[2], "company:hours:week", "4"),
        (small, "company:hours:week", "4"),
    ]
    both = [quota(most=3), quota("number", "week", 2)]
    assert [meeting for meeting, *_ in told(both, [], [*days, small])] == days[1:]


def test_all_quotas_broken_are_told():
    wanted = span(2, "10:00", "12:00")
    broken = told([quota(most=1), quota("number", "day", 1, "person")], [span(2, "14:00", "15:00")], [wanted])
    assert [case for _, case, _ in broken] == ["company:hours:week", "person:number:day"]


def test_only_the_time_that_matters_has_to_be_known():
    wanted = [span(2, "10:00", "11:00"), span(10, "10:00", "11:00")]
    assert reach([], wanted, TOKYO, NOW) is None
    assert reach([quota(per="day")], wanted, TOKYO, NOW) == Interval(at(2, "00:00"), at(11, "00:00"))
    assert reach([quota(per="month")], wanted[:1], TOKYO, NOW) == Interval(
        at(1, "00:00"), datetime(2026, 12, 31, 15, tzinfo=UTC)
    )
    coming = reach([quota(per="coming")], wanted, TOKYO, NOW)
    assert coming and coming.starts_at == NOW and coming.ends_at > NOW + timedelta(days=1000)
