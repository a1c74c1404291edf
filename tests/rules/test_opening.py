"""Opening hours by weekday and season."""

from datetime import date

import pytest

from booking.queries.policies import hours_of
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours, Season, opening
from tests.factories import at

USUAL, WINTER, SUMMER = {2: ((540, 1080),)}, {2: ((600, 960),)}, {2: ()}
HOURS = OpeningHours(USUAL, (Season((12, 1), (3, 31), WINTER), Season((7, 1), (8, 31), SUMMER)))


@pytest.mark.parametrize(
    ("day", "spans"),
    [
        (date(2026, 11, 24), ((540, 1080),)),
        (date(2026, 12, 1), ((600, 960),)),
        (date(2027, 1, 5), ((600, 960),)),
        (date(2026, 3, 31), ((600, 960),)),
        (date(2026, 4, 7), ((540, 1080),)),
        (date(2026, 7, 7), ()),
        (date(2026, 12, 2), ()),
    ],
)
def test_the_season_that_has_the_day_says_its_hours(day, spans):
    assert HOURS.on(day) == spans


def test_a_season_of_one_day_and_the_first_of_two():
    one = OpeningHours(USUAL, (Season((12, 1), (12, 1), SUMMER), Season((12, 1), (3, 31), WINTER)))
    assert one.on(date(2026, 12, 1)) == () and one.on(date(2026, 12, 8)) == ((600, 960),)


def test_a_day_that_opens_has_its_own_hours_or_its_weekdays_or_the_usual_ones():
    week = {1: ((540, 1080),), 2: ((600, 960),), 3: ((600, 960),), 4: ()}
    monday, thursday, friday = date(2026, 11, 23), date(2026, 11, 26), date(2026, 11, 27)
    hours = OpeningHours(week).opened({monday: None, thursday: None, friday: ((0, 60),)})
    assert [hours.on(day) for day in (monday, thursday, friday)] == [
        ((540, 1080),), ((600, 960),), ((0, 60),),
    ]  # fmt: skip
    assert hours.on(date(2026, 12, 3)) == ()


def test_nothing_is_usual_where_it_never_opens():
    never = OpeningHours({1: ()})
    assert never.opened({date(2026, 11, 23): None}).on(date(2026, 11, 23)) == ()


def test_a_season_may_be_29_february():
    hours = OpeningHours(USUAL, (Season((2, 29), (2, 29), WINTER),))
    assert hours.on(date(2028, 2, 29)) == ((600, 960),)
    assert hours.on(date(2028, 2, 22)) == ((540, 1080),)


def test_the_seasons_of_a_stored_policy_are_read():
    week = {"2": [["09:00", "18:00"]]}
    seasons = [{"first": "12-01", "last": "03-31", "week": {"2": [["10:00", "16:00"]]}}]
    assert hours_of(week | {"seasons": seasons}) == OpeningHours(USUAL, (Season((12, 1), (3, 31), WINTER),))


def test_opening_changes_with_the_day_on_which_a_season_begins():
    hours = OpeningHours({1: ((0, 1440),), 2: ((0, 1440),)}, (Season((12, 1), (12, 31), WINTER),))
    spans = opening(hours, "Asia/Tokyo", Interval(at(30, "23:00", 11), at(1, "11:00")))
    assert spans == [
        Interval(at(30, "00:00", 11), at(1, "00:00")),
        Interval(at(1, "10:00"), at(1, "16:00")),
    ]
