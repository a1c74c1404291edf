"""Series as they are booked: which dates there are, and what becomes of those that are not free (D11)."""

from datetime import UTC, datetime, timedelta

import pytest

from booking.actions.book import book
from booking.errors import Invalid, OutOfPolicy, SlotTaken
from booking.rules.interval import Interval
from booking.rules.requests import Override
from tests import factories
from tests.actions.dates import (
    DAILY,
    KIM,
    booking,
    claims,
    dates,
    made,
    mails,
    on,
    ruled,
    said,
    statuses,
    wall,
)
from tests.factories import NOW, person, wish
from tests.models.ledger import overlaps

ALWAYS = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


def test_every_date_is_a_row_and_the_series_one_mail():
    before = said()
    number = made(on(2), rrule=DAILY)
    assert dates(number) == {
        wall(2): ("confirmed", "12-02 10:00-11:00"),
        wall(3): ("confirmed", "12-03 10:00-11:00"),
        wall(4): ("confirmed", "12-04 10:00-11:00"),
    }
    assert claims(number) == [
        ("room", "12-02 09:45-11:00"),
        ("room", "12-03 09:45-11:00"),
        ("room", "12-04 09:45-11:00"),
    ]
    found = booking(number)
    assert (found.status, found.rrule, found.dtstart) == ("confirmed", DAILY, wall(2))
    assert mails(before) == [("sato@example.jp", "invitation", "REQUEST")]


def test_one_date_that_is_taken_refuses_the_series():
    made(on(3, "10:30", "11:30"), who=KIM)
    with pytest.raises(SlotTaken) as refused:
        made(on(2), rrule=DAILY)
    assert [(c.resource, c.recurrence_id) for c in refused.value.conflicts] == [("room", wall(3))]
    offered = refused.value.alternatives
    assert offered and {offer.recurrence_id for offer in offered} == {wall(3)}
    for offer in offered:
        override = Override(datetime.fromisoformat(wall(3)), offer.interval, offer.spaces[0])
        again = wish(on(2), rrule=DAILY, overrides=(override,))
        assert book(again, by=person("sato@example.jp"), now=NOW, preview=True)


def test_a_taken_date_is_left_out():
    made(on(3, "10:30", "11:30"), who=KIM)
    number = made(on(2), rrule=DAILY, on_conflict="skip")
    assert list(dates(number)) == [wall(2), wall(4)]
    assert booking(number).skipped == [wall(3)]


def test_a_taken_date_waits_and_the_rest_is_held():
    made(on(3, "10:30", "11:30"), who=KIM)
    number = made(on(2), rrule=DAILY, on_conflict="waitlist")
    assert [status for status, _ in dates(number).values()] == ["confirmed", "waitlisted", "confirmed"]
    assert statuses(number) == ["mixed"]
    assert len(claims(number)) == 2


def test_no_more_is_left_out_than_the_policy_lets():
    ruled("room", max_skipped=1)
    for day in (3, 4):
        made(on(day), who=KIM)
    with pytest.raises(OutOfPolicy) as refused:
        made(on(2), rrule=DAILY, on_conflict="skip")
    assert [(rule.code, rule.values["most"]) for rule in refused.value.rules] == [("too_many_left_out", 1)]


def test_dates_of_one_series_do_not_overlap_one_another():
    with pytest.raises(SlotTaken):
        made(
            on(2),
            rrule=DAILY,
            overrides=(Override(datetime.fromisoformat(wall(3)), on(2, "10:30", "11:30")),),
        )
    assert overlaps() == 0


def test_a_saturday_is_told_with_its_date():
    with pytest.raises(OutOfPolicy) as refused:
        made(on(3), rrule=DAILY)
    assert [(r.code, r.values.get("date")) for r in refused.value.rules] == [
        ("outside_opening_hours", wall(5))
    ]


def test_wall_time_stays_across_a_change_of_clocks_at_the_other_end():
    """New York puts its clocks back on 1 November 2026; the space in Tokyo then meets an hour later."""
    ruled("room", opening_hours=ALWAYS)
    first = Interval(datetime(2026, 10, 25, 23, 0, tzinfo=UTC), datetime(2026, 10, 26, 0, 0, tzinfo=UTC))
    october = NOW - timedelta(days=60)
    number = made(first, now=october, tzid="America/New_York", rrule="FREQ=WEEKLY;COUNT=3")
    assert dates(number) == {
        "2026-10-25T19:00:00": ("confirmed", "10-26 08:00-09:00"),
        "2026-11-01T19:00:00": ("confirmed", "11-02 09:00-10:00"),
        "2026-11-08T19:00:00": ("confirmed", "11-09 09:00-10:00"),
    }


def test_a_wall_time_that_the_clocks_skip_or_have_twice():
    """RFC 5545 3.3.5: in a gap by the offset before it, in a fold the first of the two."""
    ruled(
        "room",
        opening_hours={str(day): [["00:00", "24:00"]] for day in range(1, 8)},
        grid=timedelta(minutes=5),
    )
    gap = Interval(datetime(2026, 3, 7, 7, 30, tzinfo=UTC), datetime(2026, 3, 7, 8, 0, tzinfo=UTC))
    fold = Interval(datetime(2026, 10, 31, 5, 30, tzinfo=UTC), datetime(2026, 10, 31, 6, 0, tzinfo=UTC))
    then = NOW - timedelta(days=300)
    for first, starts in ((gap, ["03-07 16:30", "03-08 16:30", "03-09 15:30"]),
                          (fold, ["10-31 14:30", "11-01 14:30", "11-02 15:30"])):  # fmt: skip
        number = made(first, now=then, tzid="America/New_York", rrule=DAILY)
        assert [when[:11] for _, when in dates(number).values()] == starts


def far(year: int, month: int, day: int) -> Interval:
    """Ten to eleven in Sapporo."""
    starts_at = datetime(year, month, day, 1, 0, tzinfo=UTC)
    return Interval(starts_at, starts_at + timedelta(hours=1))


@pytest.fixture
def always_open():
    hours = {str(day): [["00:00", "24:00"]] for day in range(1, 8)}
    ruled("room", opening_hours=hours, closed_on_holidays=False, max_notice=timedelta(days=3650))


def test_the_29th_of_february_comes_every_four_years(always_open):
    number = made(far(2028, 2, 29), rrule="FREQ=YEARLY;COUNT=2")
    assert list(dates(number)) == ["2028-02-29T10:00:00", "2032-02-29T10:00:00"]


def test_the_last_weekday_of_each_month(always_open):
    number = made(far(2026, 12, 31), rrule="FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=3")
    assert list(dates(number)) == ["2026-12-31T10:00:00", "2027-01-29T10:00:00", "2027-02-26T10:00:00"]


def test_until_a_day_includes_that_day(always_open):
    number = made(far(2026, 12, 2), rrule="FREQ=DAILY;UNTIL=20261204")
    assert list(dates(number)) == [wall(2), wall(3), wall(4)]
    assert booking(number).rrule == "FREQ=DAILY;UNTIL=20261204T145959Z"


def test_exdates_and_rdates(always_open):
    walls = [datetime.fromisoformat(wall(day)) for day in (3, 9)]
    number = made(on(2), rrule=DAILY, exdates=(walls[0],), rdates=(walls[1],))
    assert list(dates(number)) == [wall(2), wall(4), wall(9)]
    assert (booking(number).exdates, booking(number).rdates) == ([wall(3)], [wall(9)])


def test_a_rule_without_an_end_is_none():
    with pytest.raises(Invalid) as refused:
        made(on(2), rrule="FREQ=DAILY")
    assert [(rule.code, rule.field) for rule in refused.value.rules] == [("endless_rule", "rrule")]


def test_a_space_may_have_no_series():
    ruled("room", recurring=False)
    with pytest.raises(OutOfPolicy) as refused:
        made(on(2), rrule=DAILY)
    assert [rule.code for rule in refused.value.rules] == ["no_series"]


def test_one_date_in_another_space():
    override = Override(datetime.fromisoformat(wall(3)), on(3, "14:00", "15:00"), "hall")
    number = made(on(2), rrule=DAILY, overrides=(override,))
    assert claims(number) == [
        ("desk-1", "12-03 14:00-15:00"),
        ("desk-2", "12-03 14:00-15:00"),
        ("hall", "12-03 14:00-15:00"),
        ("room", "12-02 09:45-11:00"),
        ("room", "12-04 09:45-11:00"),
    ]


def test_the_same_unit_for_all_dates_if_there_is_one():
    made(on(3), who=KIM, spaces=("hall",), equipment={"projector": 1})
    number = made(on(2), rrule=DAILY, equipment={"projector": 1})
    assert {slug for slug, _ in claims(number)} == {"room", "projector-2"}
