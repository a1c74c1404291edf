"""A rule in words. The page's language gives weekdays, months and dates; the rest is for the catalogues."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from booking.series_words import of_rrule

MONDAY = datetime(2027, 3, 1, 10)


@pytest.fixture(scope="module")
def babel() -> Iterator[None]:
    app = Flask("booking")
    Babel(app)
    with app.app_context():
        yield


@pytest.mark.parametrize(
    "text, words",
    [
        ("FREQ=WEEKLY;BYDAY=MO,WE;COUNT=8", "Every week on Monday and Wednesday, 8 times"),
        ("FREQ=WEEKLY;INTERVAL=2;UNTIL=20270331", "Every 2 weeks on Monday, until March 31, 2027"),
        ("FREQ=WEEKLY;BYMONTH=3,4;COUNT=8", "Every week on Monday, only in March and April, 8 times"),
        ("FREQ=DAILY;COUNT=1", "Every day, 1 time"),
        ("FREQ=DAILY;INTERVAL=3;COUNT=2", "Every 3 days, 2 times"),
        ("FREQ=DAILY;BYDAY=MO,TU;COUNT=2", "Every week on Monday and Tuesday, 2 times"),
        ("FREQ=MONTHLY;COUNT=2", "Every month on day 1, 2 times"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1,1,15;COUNT=2",
         "Every month on day 1, day 15, and the last day, 2 times"),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=2", "Every month on the second Tuesday, 2 times"),
        ("FREQ=MONTHLY;BYDAY=-1FR,1MO;COUNT=2",
         "Every month on the first Monday and the last Friday, 2 times"),
        ("FREQ=MONTHLY;INTERVAL=6;BYDAY=MO;BYSETPOS=1;COUNT=2",
         "Every 6 months on the first Monday, 2 times"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2",
         "Every month on the last weekday, 2 times"),
        ("FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1;COUNT=2", "Every month on the first weekend day, 2 times"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1;COUNT=2",
         "Every month on the last day, 2 times"),
        ("FREQ=YEARLY;COUNT=2", "Every year on March 1, 2 times"),
        ("FREQ=YEARLY;BYMONTH=2,3;BYMONTHDAY=1,29,30;COUNT=2",
         "Every year on February 1, February 29, March 1, March 29, and March 30, 2 times"),
        ("FREQ=YEARLY;BYMONTH=3,9;BYDAY=1MO;COUNT=2",
         "Every year on the first Monday of March and September, 2 times"),
        ("FREQ=YEARLY;INTERVAL=2;BYMONTH=3;BYMONTHDAY=-1;COUNT=2",
         "Every 2 years on the last day of March, 2 times"),
        ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;BYMONTH=3;COUNT=2",
         "By the rule FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13;BYMONTH=3, 2 times"),
        ("FREQ=DAILY;BYMONTHDAY=1,2;COUNT=2", "By the rule FREQ=DAILY;BYMONTHDAY=1,2, 2 times"),
        ("FREQ=WEEKLY", "Every week on Monday"),
    ],
)  # fmt: skip
def test_in_english(babel, text, words):
    with force_locale("en"):
        assert of_rrule(text, MONDAY, "Asia/Tokyo") == words


def test_the_last_day_is_that_of_the_zone(babel):
    text = "FREQ=WEEKLY;UNTIL=20270330T150000Z"
    with force_locale("en"):
        assert of_rrule(text, MONDAY, "Asia/Tokyo") == "Every week on Monday, until March 31, 2027"
        assert of_rrule(text, MONDAY, "Europe/Berlin") == "Every week on Monday, until March 30, 2027"


@pytest.mark.parametrize(
    "locale, names",
    [
        ("ja", ["月曜日", "2027年3月31日"]),
        ("ko", ["월요일", "2027년 3월 31일"]),
        ("zh_Hant", ["星期一", "2027年3月31日"]),
    ],
)
def test_names_are_the_language_s_own(babel, locale, names):
    with force_locale(locale):
        said = of_rrule("FREQ=WEEKLY;UNTIL=20270331", MONDAY, "Asia/Tokyo")
    assert all(name in said for name in names)
