"""A day cut into cells, and which starts a cell offers."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from booking.rules.interval import Interval
from booking.rules.lengths import Lengths
from booking.rules.segments import STEP, Held, segments

MIDNIGHT = datetime(2026, 12, 2, tzinfo=UTC)
ALWAYS = (MIDNIGHT - timedelta(days=1), MIDNIGHT - timedelta(days=1), MIDNIGHT + timedelta(days=400))
USUAL = Lengths("UTC", STEP, STEP, timedelta(hours=9))


def minutes(n: int) -> timedelta:
    return timedelta(minutes=n)


def span(begins: int, ends: int) -> Interval:
    """In minutes after midnight."""
    return Interval(MIDNIGHT + minutes(begins), MIDNIGHT + minutes(ends))


def held(begins: int, ends: int, setup: int = 0, teardown: int = 0) -> Held:
    meeting = span(begins, ends)
    claim = meeting.widened(minutes(setup), minutes(teardown))
    return Held(claim, meeting, claim.widened(minutes(teardown), minutes(setup)))


def cut(*taken: Held, lengths: Lengths = USUAL, opens: int = 9 * 60, closes: int = 12 * 60):
    return segments(span(540, 720), [span(opens, closes)], ALWAYS, lengths, held=taken)


def shown(cells):
    return [(cell.kind, cell.columns) for cell in cells]


def starts(cells):
    return [(cell.start - MIDNIGHT) // minutes(1) for cell in cells if cell.start]


def test_setup_is_kept_on_both_sides():
    cells = cut(held(600, 660, setup=15))
    assert shown(cells) == [("free", 3), ("preparation", 1), ("taken", 4), ("preparation", 1), ("free", 3)]
    assert starts(cells) == [540, 675] and cells[0].until == MIDNIGHT + minutes(585)


def test_what_is_left_may_be_too_short():
    lengths = Lengths("UTC", STEP, minutes(60), minutes(120))
    cells = cut(held(585, 645), lengths=lengths)
    assert shown(cells) == [("short", 3), ("taken", 4), ("free", 1), ("free", 4)]
    assert starts(cells) == [645, 660]


def test_a_cell_in_which_nothing_can_begin_goes_with_the_one_before():
    lengths = Lengths("UTC", minutes(30), minutes(60), minutes(120))
    cells = cut(lengths=lengths, opens=555, closes=690)
    assert shown(cells) == [("closed", 1), ("free", 3), ("free", 6), ("closed", 2)]
    assert starts(cells) == [570, 600]


def test_preparation_is_not_shown_where_it_is_closed_anyhow():
    taken = held(690, 720)
    assert shown(cut(Held(taken.claim, taken.meeting, span(660, 750)), opens=680)) == [
        ("closed", 10),
        ("taken", 2),
    ]


@given(
    st.lists(st.tuples(st.integers(530, 730), st.integers(5, 90), st.integers(0, 30)), max_size=4),
    st.sampled_from([5, 10, 15, 30, 60]),
    st.integers(1, 90),
)
def test_the_shortest_meeting_fits_at_every_start(taken, grid, least):
    claims = [held(begins, begins + lasts, setup, setup) for begins, lasts, setup in taken]
    lengths = Lengths("UTC", minutes(grid), minutes(least), timedelta(hours=9))
    cells = cut(*claims, lengths=lengths)
    assert sum(cell.columns for cell in cells) == 12
    for cell in cells:
        if cell.start and cell.until:
            meeting = Interval(cell.start, cell.start + lengths.shortest)
            assert span(540, 720).covers(meeting) and meeting.ends_at <= cell.until
            assert cell.starts_at <= cell.start < cell.ends_at
            assert not any(one.kept.meets(Interval(cell.start, cell.until)) for one in claims)
            assert (cell.start - MIDNIGHT) % lengths.grid == timedelta(0)
