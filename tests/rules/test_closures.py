from datetime import date, timedelta

import pytest

from booking.rules.closures import SpecialDay, holiday_closures, national_holidays
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours, day_spans, opening
from tests.factories import at

CULTURE_DAY = {
    "ja": "文化の日", "en": "Culture Day", "ko": "Culture Day (文化の日)",
    "zh_Hans": "Culture Day (文化の日)", "zh_Hant": "Culture Day (文化の日)",
}  # fmt: skip


def test_a_holiday_has_its_name_in_the_readers_language_where_the_list_has_one():
    chuseok = national_holidays("KR", 2026)[date(2026, 9, 25)]
    assert (chuseok["ko"], chuseok["en"], chuseok["ja"]) == ("추석", "Chuseok", "Chuseok (추석)")
    spring = national_holidays("TW", 2026)[date(2026, 2, 17)]
    assert spring["zh_Hant"] == "春節" and spring["zh_Hans"] == "春节"
    assert national_holidays("SG", 2026)[date(2026, 8, 9)]["ko"] == "National Day"


def test_japanese_holidays_close_the_whole_day():
    [closed] = holiday_closures("JP", "Asia/Tokyo", Interval(at(2, "00:00", 11), at(4, "00:00", 11)))
    assert closed.interval == Interval(at(3, "00:00", 11), at(4, "00:00", 11))
    assert closed.reason == CULTURE_DAY


def test_a_holiday_is_that_of_the_venue_not_of_the_reader():
    new_year = Interval(at(31, "23:00"), at(31, "23:30"))
    assert holiday_closures("JP", "Asia/Tokyo", new_year) == []
    assert len(holiday_closures("JP", "Asia/Tokyo", new_year.widened(timedelta(0), timedelta(hours=1)))) == 1


@pytest.mark.parametrize("country", ["", "XX", "jp\x00"])
def test_an_unknown_country_has_none(country):
    assert national_holidays(country, 2026) == {}


def test_touching_spans_are_one():
    hours = {2: ((540, 720), (720, 1440)), 3: ((0, 60),)}
    found = opening(OpeningHours(hours), "Asia/Tokyo", Interval(at(1, "23:00"), at(2, "00:30")))
    assert found == [Interval(at(1, "09:00"), at(2, "01:00"))]


def test_a_day_without_hours_is_closed():
    assert list(day_spans(OpeningHours({1: ((0, 60),)}), "Asia/Tokyo", date(2026, 12, 1))) == []


SPECIAL = {
    date(2026, 11, 3): SpecialDay(date(2026, 11, 3), True),
    date(2026, 11, 4): SpecialDay(date(2026, 11, 4), False, {"en": "Move"}),
    date(2026, 11, 5): SpecialDay(date(2026, 11, 5), True),
}


def test_what_staff_say_of_a_day_comes_before_the_calendar():
    """3 November is a national holiday, the 4th and 5th are none."""
    [closed] = holiday_closures("JP", "Asia/Tokyo", Interval(at(3, "00:00", 11), at(6, "00:00", 11)), SPECIAL)
    assert closed.interval == Interval(at(4, "00:00", 11), at(5, "00:00", 11))
    assert closed.reason == {"en": "Move"}


def test_a_special_day_closes_where_holidays_do_not():
    around = Interval(at(3, "00:00", 11), at(6, "00:00", 11))
    assert len(holiday_closures("", "Asia/Tokyo", around, SPECIAL)) == 1
    silent = {date(2026, 11, 4): SpecialDay(date(2026, 11, 4), False)}
    assert [c.reason for c in holiday_closures("", "Asia/Tokyo", around, silent)] == [{}]
