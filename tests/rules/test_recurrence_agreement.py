"""dateutil's rrule and ours, over generated rules; a series cut in two is the series."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile

from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from booking.rules.recurrence import canonical, ended_before, expand, faults, remainder
from booking.rules.wall import instant

HORIZON = timedelta(days=6 * 366)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class Series:
    """`bare` has no end; `until` is what the end says, if it is not COUNT."""

    bare: str
    starts: datetime
    tzid: str
    count: int | None
    until: date | None

    @property
    def text(self) -> str:
        if self.until is None:
            return f"{self.bare};COUNT={self.count}"
        if not isinstance(self.until, datetime):
            return f"{self.bare};UNTIL={self.until:%Y%m%d}"
        return f"{self.bare};UNTIL={self.until:%Y%m%dT%H%M%S}{'Z' if self.until.tzinfo else ''}"


def lists(elements, most=4):
    return st.lists(elements, min_size=1, max_size=most, unique=True).map(
        lambda found: ",".join(map(str, found))
    )


months = lists(st.integers(1, 12)).map("BYMONTH={}".format)
long_months = lists(st.sampled_from([1, 3, 5, 7, 8, 10, 12])).map("BYMONTH={}".format)
weekdays = lists(st.sampled_from(WEEKDAYS), 5).map("BYDAY={}".format)
nth_weekdays = lists(
    st.builds("{}{}".format, st.sampled_from([1, 2, 3, 4, -1, -2]), st.sampled_from(WEEKDAYS))
)
month_days = lists(st.integers(-31, 31).filter(bool)).map("BYMONTHDAY={}".format)
positions = st.builds(
    "BYDAY={};BYSETPOS={}".format,
    lists(st.sampled_from(WEEKDAYS), 7),
    lists(st.sampled_from([1, 2, 3, -1, -2]), 2),
)
days_of_month = st.one_of(
    month_days, nth_weekdays.map("BYDAY={}".format), positions, weekdays, st.just("BYDAY=FR;BYMONTHDAY=13")
)


def maybe(parts):
    return st.one_of(st.just(""), parts)


rhythms = st.one_of(
    st.tuples(st.just("FREQ=DAILY"), maybe(weekdays), maybe(months)),
    st.tuples(st.just("FREQ=DAILY"), maybe(month_days), maybe(long_months)),
    st.tuples(st.just("FREQ=WEEKLY"), maybe(weekdays), maybe(months)),
    st.tuples(st.just("FREQ=MONTHLY"), maybe(days_of_month), maybe(long_months)),
    st.tuples(st.just("FREQ=YEARLY"), days_of_month, long_months),
    st.tuples(st.just("FREQ=YEARLY"), maybe(st.just("BYMONTH=2;BYMONTHDAY=29"))),
)
guesses = st.datetimes(datetime(2020, 1, 1), datetime(2036, 12, 31)).map(lambda at: at.replace(microsecond=0))


def ends(starts: datetime):
    """COUNT, or UNTIL in each of its three forms, and rather often at a start."""
    later = st.one_of(
        st.timedeltas(timedelta(0), timedelta(days=900)), st.integers(0, 400).map(lambda n: timedelta(days=n))
    ).map(lambda span: starts + timedelta(seconds=span // timedelta(seconds=1)))
    return st.one_of(
        st.integers(1, 60),
        later.map(datetime.date),
        later,
        later.map(lambda at: (at + timedelta(days=1)).replace(tzinfo=UTC)),
    )


@st.composite
def all_series(draw) -> Series:
    parts = [part for part in draw(rhythms) if part]
    # The first day that the rule names; dateutil finds it quickly while every period counts.
    starts = rrulestr(";".join(parts), dtstart=draw(guesses))[0]
    tzid = draw(st.sampled_from(["America/New_York", "Europe/Berlin", "Asia/Tokyo"]))
    interval = draw(st.sampled_from([1, 1, 2, 3, 5]))
    wkst = draw(st.sampled_from(WEEKDAYS))
    end = draw(ends(starts))
    bare = ";".join([*parts, f"INTERVAL={interval}", f"WKST={wkst}"])
    return Series(bare, starts, tzid, *((end, None) if isinstance(end, int) else (None, end)))


def allowed(series: Series, wall: datetime) -> bool:
    """Whether UNTIL lets it be."""
    if series.until is None:
        return True
    if not isinstance(series.until, datetime):
        return wall.date() <= series.until
    if series.until.tzinfo:
        return instant(wall, series.tzid) <= series.until
    return wall <= series.until


def by_dateutil(series: Series) -> tuple[list[datetime], bool]:
    """Those within the horizon and our 500, and whether there are more."""
    endless = islice(rrulestr(series.bare, dtstart=series.starts), series.count)
    ended = takewhile(lambda wall: allowed(series, wall), endless)
    beyond = series.starts + HORIZON
    near: list[datetime] = []
    for wall in ended:
        if wall > beyond or len(near) == 500:
            return near, True
        near.append(wall)
    return near, False


@given(all_series())
def test_the_same_meetings_as_dateutil(series):
    assert faults(series.text, series.starts, series.tzid) == []
    ours = expand(series.text, series.starts, series.tzid, last=series.starts + HORIZON)
    theirs, more = by_dateutil(series)
    assert list(ours.walls) == theirs
    assert (ours.too_far or ours.too_many) is more
    assert ours.walls[0] == series.starts and ours.latest == ours.walls[-1]


@given(all_series())
def test_the_canonical_rule_is_the_same_rule(series):
    last = series.starts + HORIZON
    written = canonical(series.text, series.tzid)
    assert canonical(written, series.tzid) == written
    assert expand(written, series.starts, series.tzid, last=last) == expand(
        series.text, series.starts, series.tzid, last=last
    )


@given(all_series(), st.data())
def test_a_series_cut_in_two_is_the_series(series, data):
    last = series.starts + HORIZON
    whole = expand(series.text, series.starts, series.tzid, last=last).walls
    n = data.draw(st.integers(0, len(whole) - 1))
    after = remainder(series.text, series.starts, whole[n], series.tzid)
    assert faults(after, whole[n], series.tzid) == []
    assert expand(after, whole[n], series.tzid, last=whole[-1]).walls == whole[n:]
    if n:
        before = ended_before(series.text, series.starts, whole[n], series.tzid)
        assert faults(before, series.starts, series.tzid) == []
        assert expand(before, series.starts, series.tzid, last=last).walls == whole[:n]
