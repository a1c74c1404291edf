"""The best times first, none that would be refused, none missed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.availability import Ledger, Pool
from booking.rules.closures import Closure
from booking.rules.interval import Interval, joined
from booking.rules.policy import broken_rules
from booking.rules.slot_requests import SlotRequest, faults
from booking.rules.slots import Venue, best, obstacles, spread
from tests.factories import NOW, at, span
from tests.rules.terms import terms, wish

HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
EVERYBODY = ("Asia/Tokyo", "Asia/Seoul", "Asia/Kolkata")
quarters = st.tuples(st.integers(0, 3 * 96), st.integers(1, 40)).map(
    lambda pair: Interval(NOW + pair[0] * QUARTER, NOW + sum(pair) * QUARTER)
)
taken = st.lists(quarters, max_size=8).map(joined)


def asked(around: Interval | None = None, duration: timedelta = HOUR, **values) -> SlotRequest:
    around = around or span(2, "00:00", "23:45")
    return SlotRequest(around.starts_at, around.ends_at, duration, **{"tzids": EVERYBODY} | values)


def venue(*needs, slug="room", **values) -> Venue:
    space = terms(**values)
    return Venue(space, list(needs) or [Ledger(slug, [])])


def clock(slot) -> str:
    return f"{slot.interval.starts_at + 9 * HOUR:%d %H:%M}"


def test_what_suits_the_worst_side_most_comes_first():
    """Bangalore is three and a half hours behind Sapporo: its lunch is from 15:30 to 16:30."""
    found = list(best(asked(), [venue()], NOW))
    assert [clock(slot) for slot in found[:8]] == [
        "02 13:00", "02 13:15", "02 13:30", "02 13:45", "02 14:00", "02 14:15", "02 14:30", "02 16:30",
    ]  # fmt: skip
    assert {slot.score for slot in found[:8]} == {1.0}
    assert [clock(slot) for slot in found[-1:]] == ["02 08:45"]  # a quarter past five in Bangalore
    assert found[-1].score == 0


def test_equal_for_the_worst_side_means_the_sum_and_then_the_earliest():
    """All of them are in Bangalore's night; 8:45 is early in Sapporo and Seoul by a quarter of an hour."""
    found = best(asked(span(2, "08:45", "10:30")), [venue()], NOW)
    assert [clock(slot) for slot in found] == ["02 09:00", "02 09:15", "02 09:30", "02 08:45"]


def test_a_holiday_of_one_side_counts_nothing_and_is_named():
    """Chuseok is a Friday in 2026; Sapporo works that day, and the three days before are its own holidays."""
    now = datetime(2026, 9, 18, tzinfo=UTC)
    around = Interval(datetime(2026, 9, 24, 15, tzinfo=UTC), datetime(2026, 9, 28, 15, tzinfo=UTC))
    found = list(best(asked(around, tzids=("Asia/Tokyo", "Asia/Seoul")), [venue()], now))
    by_day = {clock(slot)[:2]: slot for slot in reversed(found)}
    assert list(dict.fromkeys(clock(slot)[:2] for slot in found)) == ["28", "25"]
    friday = {reason.side.country: reason for reason in by_day["25"].reasons}
    assert (friday["KR"].kinds, friday["KR"].holiday["ko"], friday["KR"].fit) == (("holiday",), "추석", 0)
    assert (friday["JP"].kinds, friday["JP"].holiday, friday["JP"].fit) == (("working",), {}, 1)
    assert by_day["25"].score == 0 and by_day["28"].score == 1


def test_reasons_are_by_each_sides_clock():
    (slot,) = best(asked(span(2, "12:00", "13:00")), [venue()], NOW)
    told = [
        (r.side.country, f"{r.starts_at:%H:%M%z}", f"{r.ends_at:%H:%M}", r.fit, r.kinds) for r in slot.reasons
    ]
    assert told == [
        ("JP", "12:00+0900", "13:00", 0.85, ("lunch",)),
        ("KR", "12:00+0900", "13:00", 0.85, ("lunch",)),
        ("IN", "08:30+0530", "09:30", 0.7, ("early", "working")),
    ]


def test_nobody_named_is_the_side_of_the_space():
    slot = next(best(asked(tzids=()), [venue()], NOW))
    assert [(r.side.tzid, r.side.country) for r in slot.reasons] == [("Asia/Tokyo", "JP")]
    assert clock(slot) == "02 09:00"


def test_of_two_spaces_the_first_named_comes_first():
    one, two = venue(), Venue(terms(capacity=20), [Ledger("hall", [])])
    found = list(best(asked(span(2, "13:00", "14:15")), [two, one], NOW))
    assert [clock(slot) for slot in found] == ["02 13:00", "02 13:00", "02 13:15", "02 13:15"]
    bigger = list(best(asked(span(2, "13:00", "14:00"), headcount=12), [one, two], NOW))
    assert len(bigger) == 1


@given(taken, taken, taken, st.sampled_from([0, 1]), st.integers(2, 8), st.integers(0, 40))
def test_every_free_time_is_offered_and_no_other(room, one, two, setup, length, begins):
    around = Interval(at(2, "08:00") + begins * QUARTER, at(4, "12:00"))
    space = terms(setup_time=setup * QUARTER, closures=[Closure(span(2, "10:00", "12:00"))])
    needs = [Ledger("room", room, setup * QUARTER), Pool(1, [Ledger("a", one), Ledger("b", two)])]
    found = list(best(asked(around, length * QUARTER), [Venue(space, needs)], NOW))
    every = (around.starts_at + n * QUARTER for n in range(around.duration // QUARTER))
    tried = [Interval(begins_at, begins_at + length * QUARTER) for begins_at in every]
    assert {slot.interval for slot in found} == {
        time for time in tried
        if around.covers(time) and not broken_rules(wish(time), space) and free(space.claimed(time), room)
        and (free(time, one) or free(time, two))
    }  # fmt: skip
    ranks = [(-slot.score, slot.interval.starts_at) for slot in found]
    assert [score for score, _ in ranks] == sorted(score for score, _ in ranks)


def free(interval: Interval, claims: list[Interval]) -> bool:
    return not any(claim.meets(interval) for claim in claims)


def test_of_each_half_day_two_that_do_not_overlap():
    found = list(spread(best(asked(span(2, "00:00", "23:45")), [venue()], NOW)))
    assert [clock(slot) for slot in found] == ["02 13:00", "02 14:00", "02 11:45", "02 10:30"]


def test_spread_keeps_the_order_of_days():
    found = spread(
        best(asked(Interval(at(2, "00:00"), at(4, "00:00")), tzids=("Asia/Tokyo",)), [venue()], NOW)
    )
    assert [clock(slot) for slot in found][:4] == ["02 09:00", "02 10:00", "02 13:00", "02 14:00"]


@pytest.mark.parametrize(
    "values, codes",
    [
        ({}, []),
        ({"duration": 5 * HOUR}, ["too_long"]),
        ({"duration": QUARTER, "headcount": 9}, ["too_short", "over_capacity"]),
        ({"duration": timedelta(minutes=50)}, ["off_grid"]),
    ],
)
def test_rules_that_no_time_would_keep(values, codes):
    """Half an hour to four hours, eight people, quarters of an hour."""
    wanted = asked(**values)
    assert [rule.code for rule in obstacles(wanted, terms())] == codes
    assert bool(list(best(wanted, [venue()], NOW))) == (not codes)


def test_all_faults_are_told_at_once():
    wrong = SlotRequest(at(2, "10:00"), at(2, "10:00"), timedelta(0), (), ("Mars/X",), {"projector": -1}, 0)
    assert [(rule.code, rule.field) for rule in faults(wrong)] == [
        ("ends_before_start", "to"),
        ("not_a_duration", "duration"),
        ("unknown_zone", "zones"),
        ("too_few", "equipment.projector"),
        ("too_few", "headcount"),
    ]


@pytest.mark.parametrize(
    "days, tzids, codes",
    [
        (62, ("UTC",) * 12, []),
        (63, ("UTC",), ["too_much_at_once"]),
        (1, ("UTC",) * 13, ["too_many_items"]),
    ],
)
def test_how_much_may_be_asked_at_once(days, tzids, codes):
    wanted = SlotRequest(NOW, NOW + timedelta(days=days), HOUR, tzids=tzids)
    assert [rule.code for rule in faults(wanted)] == codes


def test_the_years_that_can_be_asked_for():
    far = datetime(2300, 1, 1, tzinfo=UTC)
    told = faults(SlotRequest(far, far + HOUR, HOUR))
    assert [(rule.code, rule.field) for rule in told] == [("out_of_range", "from"), ("out_of_range", "to")]
