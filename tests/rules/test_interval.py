"""The algebra of spans against minutes that are counted one by one."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.interval import Interval, joined, without

ZERO = datetime(2026, 12, 1, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")


def minutes(a: int, b: int) -> Interval:
    return Interval(ZERO + timedelta(minutes=a), ZERO + timedelta(minutes=b))


spans = st.tuples(st.integers(0, 40), st.integers(1, 12)).map(lambda pair: minutes(pair[0], sum(pair)))
many = st.lists(spans, max_size=6)


def counted(*pieces: Interval) -> set[int]:
    minute = timedelta(minutes=1)
    return {n for p in pieces for n in range((p.starts_at - ZERO) // minute, (p.ends_at - ZERO) // minute)}


def apart(pieces: list[Interval]) -> bool:
    """Sorted, and not even touching."""
    return all(a.ends_at < b.starts_at for a, b in itertools.pairwise(pieces))


@given(many)
def test_joined(pieces):
    assert counted(*joined(pieces)) == counted(*pieces) and apart(joined(pieces))


@given(spans, many)
def test_without(whole, taken):
    left = without(whole, taken)
    assert counted(*left) == counted(whole) - counted(*taken) and apart(left)


@given(spans, spans)
def test_meets_and_covers(one, other):
    assert one.meets(other) == bool(counted(one) & counted(other)) == other.meets(one)
    assert one.covers(other) == (counted(other) <= counted(one))


@given(spans, st.integers(0, 9), st.integers(0, 9))
def test_widened_and_moved(one, before, after):
    wide = one.widened(timedelta(minutes=before), timedelta(minutes=after))
    assert wide.duration == one.duration + timedelta(minutes=before + after)
    assert one.moved_to(ZERO) == Interval(ZERO, ZERO + one.duration)


@pytest.mark.parametrize(
    ("starts_at", "ends_at"),
    [
        (ZERO, ZERO),
        (ZERO, ZERO - timedelta(microseconds=1)),
        (ZERO.replace(tzinfo=None), ZERO),
        (ZERO, ZERO.replace(tzinfo=None)),
    ],
)
def test_empty_backwards_and_naive_are_refused(starts_at, ends_at):
    with pytest.raises(ValueError):
        Interval(starts_at, ends_at)


def test_the_hour_that_comes_twice():
    """Python compares two times of one zone by what the clock shows, which falls back here."""
    first = datetime(2026, 11, 1, 1, 45, tzinfo=NEW_YORK)
    second = datetime(2026, 11, 1, 1, 15, fold=1, tzinfo=NEW_YORK)
    assert Interval(first, second).duration == timedelta(minutes=30)
    with pytest.raises(ValueError):
        Interval(first.replace(fold=1), second.replace(minute=50, fold=0))
