"""Nothing is offered that would be refused."""

from datetime import timedelta
from itertools import islice

from hypothesis import given
from hypothesis import strategies as st

from booking.rules.availability import Ledger, Pool, nearest_times, open_spans
from booking.rules.closures import Closure
from booking.rules.interval import Interval, joined
from booking.rules.policy import broken_rules
from tests.factories import NOW, at, span
from tests.rules.terms import terms, wish

QUARTER = timedelta(minutes=15)
quarters = st.tuples(st.integers(0, 14 * 96), st.integers(1, 40)).map(
    lambda pair: Interval(NOW + pair[0] * QUARTER, NOW + sum(pair) * QUARTER)
)
taken = st.lists(quarters, max_size=12).map(joined)
buffers = st.sampled_from([0, 1, 2]).map(lambda n: n * QUARTER)


def free(interval: Interval, claims: list[Interval]) -> bool:
    return not any(claim.meets(interval) for claim in claims)


@given(taken, taken, taken, buffers, buffers, st.integers(1, 8), st.integers(0, 60))
def test_the_nearest_times(room, one, two, setup, teardown, length, begins):
    wanted = Interval(at(3, "08:45") + begins * QUARTER, at(3, "08:45") + (begins + length) * QUARTER)
    space = terms(setup_time=setup, teardown_time=teardown, closures=[Closure(span(4, "10:00", "12:00"))])
    asked, units = wish(wanted), [Ledger("a", one), Ledger("b", two)]
    needs = [Ledger("room", room, setup, teardown), Pool(1, units)]
    offered = list(islice(nearest_times(asked, [space], needs), 40))
    distances = [abs(time.starts_at - wanted.starts_at) for time in offered]
    assert distances == sorted(distances) and len(set(offered)) == len(offered)
    for time in offered:
        assert broken_rules(wish(time), space) == [] and time.duration == wanted.duration
        assert free(space.claimed(time), room) and (free(time, one) or free(time, two))
    assert_none_missed(wanted, space, room, (one, two), offered)


def assert_none_missed(wanted, space, room, units, offered) -> None:
    """Whatever lies nearer than the farthest offered and can be booked was offered too."""
    if not offered:
        return
    most = abs(offered[-1].starts_at - wanted.starts_at)
    tried = (
        wanted.moved_to(wanted.starts_at + n * QUARTER) for n in range(-most // QUARTER, most // QUARTER + 1)
    )
    nearer = [time for time in tried if abs(time.starts_at - wanted.starts_at) < most]
    good = {
        time
        for time in nearer
        if free(space.claimed(time), room) and any(free(time, unit) for unit in units)
        and not broken_rules(wish(time), space)
    }  # fmt: skip
    assert good <= set(offered)


@given(taken, quarters, buffers, buffers)
def test_free_looks_at_the_nearest_and_means_all(claims, wanted, setup, teardown):
    assert Ledger("x", claims, setup, teardown).free(wanted) == free(wanted.widened(setup, teardown), claims)


def test_a_pool_counts_its_units():
    busy, idle = Ledger("a", [span(2, "10:00", "11:00")]), Ledger("b", [])
    wanted = span(2, "10:30", "11:30")
    assert [Pool(n, [busy, idle]).free(wanted) for n in (1, 2)] == [True, False]


def test_open_spans_leave_the_closures_out():
    space = terms(closures=[Closure(span(2, "12:00", "13:00"))])
    found = open_spans(space, span(2, "00:00", "23:00"))
    assert found == [span(2, "08:45", "12:00"), span(2, "13:00", "17:30")]
