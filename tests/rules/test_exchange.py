"""Units of one type are exchanged to make room (D8)."""

from hypothesis import given
from hypothesis import strategies as st

from booking.rules.exchange import Use, cluster, rearranged
from booking.rules.interval import Interval
from tests.factories import at, span


def test_two_that_block_two_units_share_one():
    """Morning on 1, afternoon on 2: all day is free once both are on one."""
    uses = [Use(1, 1, span(2, "09:00", "10:00")), Use(2, 2, span(2, "15:00", "16:00"))]
    assert rearranged(uses, [1, 2], span(2, "09:00", "17:00"), 1) == {2: 1}


def test_a_fixed_one_stays():
    uses = [Use(1, 1, span(2, "09:00", "10:00"), True), Use(2, 2, span(2, "15:00", "16:00"), True)]
    assert rearranged(uses, [1, 2], span(2, "09:00", "17:00"), 1) is None


def test_nothing_helps_where_both_are_needed_at_once():
    uses = [Use(1, 1, span(2, "09:00", "12:00")), Use(2, 2, span(2, "11:00", "16:00"))]
    assert rearranged(uses, [1, 2], span(2, "11:00", "12:00"), 1) is None


def test_only_what_hangs_together_is_looked_at():
    near, chained = Use(1, 1, span(2, "09:00", "11:00")), Use(2, 2, span(2, "10:30", "13:00"))
    beyond = Use(3, 1, span(2, "13:00", "14:00"))
    assert cluster([beyond, chained, near], span(2, "09:00", "10:00")) == [near, chained]


hours = st.builds(
    lambda a, n: Interval(at(2, f"{a:02d}:00"), at(2, f"{a + n:02d}:00")),
    st.integers(0, 18),
    st.integers(1, 4),
)


@given(st.lists(hours, max_size=10), hours, st.integers(1, 3))
def test_without_fixed_ones_it_finds_room_whenever_there_is_some(spans, wanted, units):
    uses = laid_out(spans, units)
    moves = rearranged(uses, list(range(units)), wanted, 1)
    hour = Interval(wanted.starts_at, wanted.ends_at)
    busiest = max(
        sum(use.interval.meets(Interval(at(2, f"{h:02d}:00"), at(2, f"{h:02d}:30"))) for use in uses)
        for h in range(24)
        if hour.meets(Interval(at(2, f"{h:02d}:00"), at(2, f"{h:02d}:30")))
    )
    assert (moves is not None) == (busiest < units)
    if moves is not None:
        after = [(moves.get(use.id, use.unit), use.interval) for use in uses]
        assert any(all(not i.meets(wanted) for u, i in after if u == unit) for unit in range(units))
        clashes = [
            (a, b) for n, a in enumerate(after) for b in after[:n] if a[0] == b[0] and a[1].meets(b[1])
        ]
        assert not clashes


def laid_out(spans, units) -> list[Use]:
    """Each on the last unit that is free, those without one left out: as untidy as can be."""
    uses: list[Use] = []
    for n, interval in enumerate(spans):
        free = [u for u in range(units) if not any(o.unit == u and o.interval.meets(interval) for o in uses)]
        if free:
            uses.append(Use(n + 1, free[-1], interval))
    return uses
