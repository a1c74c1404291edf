"""Which zone is meant (ICAL C17)."""

from datetime import UTC, datetime

import pytest

from booking.ical.reading import read
from tests.ical.messages import CUSTOM, EASTERN, NINE, ZONES, calendar, code, message, only, refusal, vevent

MARCH = "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3"
THREE = datetime(2026, 12, 1, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("tzid", "name"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        ("Tokyo Standard Time", "Asia/Tokyo"),
        ('"Tokyo Standard Time"', "Asia/Tokyo"),
        ("/freeassociation.sourceforge.net/Asia/Tokyo", "Asia/Tokyo"),
        ("/mozilla.org/20050126_1/Asia/Tokyo", "Asia/Tokyo"),
        ("Japan", "Japan"),
    ],
)
def test_a_name_we_know(tzid: str, name: str) -> None:
    event = only(message(f"DTSTART;TZID={tzid}:20261201T120000"))
    assert (event.starts_at, event.tzid) == (THREE, name)


@pytest.mark.parametrize("tzid", ["UTC", "Etc/UTC", "tzone://Microsoft/Utc", "Zulu"])
def test_utc_by_its_names(tzid: str) -> None:
    event = only(message(f"DTSTART;TZID={tzid}:20261201T030000"))
    assert (event.starts_at, event.tzid) == (THREE, "UTC")


def test_a_final_z_outweighs_a_name() -> None:
    event = only(message("DTSTART;TZID=Asia/Tokyo:20261201T030000Z"))
    assert (event.starts_at, event.tzid) == (THREE, "UTC")


@pytest.mark.parametrize(
    "tzid",
    ["(UTC+09:00) Osaka", '"(UTC+09:00) Osaka, Sapporo, Tokyo"', CUSTOM, "GMT+0900", "JST",
     "../../etc/passwd", "localtime", "Asia/Nowhere", "/", "//", "x" * 5000],
)  # fmt: skip
def test_a_name_that_nobody_explains_is_refused(tzid: str) -> None:
    refused = refusal(message(f"DTSTART;TZID={tzid}:20261201T120000"))
    assert refused.code == "unknown_zone"
    assert refused.values["tzid"] == tzid.strip('"').replace("\\", "/")[:80]


def test_a_lying_description_of_a_known_name_is_not_looked_at() -> None:
    lie = tuple(line.replace(CUSTOM, "Asia/Tokyo").replace("+0900", "-0500") for line in NINE)
    assert only(message("DTSTART;TZID=Asia/Tokyo:20261201T120000", zone=lie)).starts_at == THREE


def test_a_zone_of_the_message_alone_gives_instants() -> None:
    event = only(message(f"DTSTART;TZID={CUSTOM}:20261201T120000", zone=NINE))
    assert (event.starts_at, event.tzid) == (THREE, "UTC")


def test_names_with_commas_are_the_same_quoted_and_escaped() -> None:
    zone = tuple(line.replace(CUSTOM, "Seoul\\, Tokyo") for line in NINE)
    for written in ('"Seoul, Tokyo"', "Seoul, Tokyo"):
        assert only(message(f"DTSTART;TZID={written}:20261201T120000", zone=zone)).starts_at == THREE


@pytest.mark.parametrize(
    ("wall", "utc"),
    [
        ("20260115T120000", datetime(2026, 1, 15, 17, tzinfo=UTC)),
        ("20260715T120000", datetime(2026, 7, 15, 16, tzinfo=UTC)),
        ("20260308T013000", datetime(2026, 3, 8, 6, 30, tzinfo=UTC)),
        ("20260308T023000", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),  # in the gap: by the offset before
        ("20260308T030000", datetime(2026, 3, 8, 7, tzinfo=UTC)),
        ("20261101T013000", datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),  # twice: the first
        ("20261101T020000", datetime(2026, 11, 1, 7, tzinfo=UTC)),
        ("19700101T000000", datetime(1970, 1, 1, 5, tzinfo=UTC)),
        ("21990701T000000", datetime(2199, 7, 1, 4, tzinfo=UTC)),
    ],
)
def test_summer_time_by_the_description(wall: str, utc: datetime) -> None:
    assert only(message(f"DTSTART;TZID={CUSTOM}:{wall}", zone=EASTERN)).starts_at == utc


def test_thunderbirds_history_with_seconds_and_ended_rules() -> None:
    """Its last change was in 1951 by a rule that has ended (ICAL 0.8)."""
    zone = (
        *("BEGIN:VTIMEZONE", "TZID:Old Tokyo"),
        *("BEGIN:STANDARD", "TZOFFSETTO:+090000", "TZOFFSETFROM:+091859", "DTSTART:18880101T001859"),
        *("RDATE:18880101T001859", "END:STANDARD"),
        *("BEGIN:DAYLIGHT", "TZOFFSETTO:+100000", "TZOFFSETFROM:+090000", "DTSTART:19500507T000000"),
        *("RRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=1SU;UNTIL=19510506T000000", "END:DAYLIGHT"),
        *("BEGIN:STANDARD", "TZOFFSETTO:+090000", "TZOFFSETFROM:+100000", "DTSTART:19480912T010000"),
        *("RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=2SU;UNTIL=19510909T010000", "END:STANDARD", "END:VTIMEZONE"),
    )
    assert only(message("DTSTART;TZID=Old Tokyo:20261201T120000", zone=zone)).starts_at == THREE


def test_lotus_says_the_hour_of_a_rule_once_more() -> None:
    zone = tuple(line.replace("RRULE:", "RRULE:BYMINUTE=0;BYHOUR=2;") for line in EASTERN)
    assert only(message(f"DTSTART;TZID={CUSTOM}:20260715T120000", zone=zone)).starts_at == datetime(
        2026, 7, 15, 16, tzinfo=UTC
    )
    other = tuple(line.replace("BYHOUR=2", "BYHOUR=4") for line in zone)
    assert code(message(f"DTSTART;TZID={CUSTOM}:20260715T120000", zone=other)) == "unknown_zone"


@pytest.mark.parametrize(
    ("line", "instead"),
    [
        ("TZOFFSETTO:-0400", "TZOFFSETTO:4"),
        ("TZOFFSETTO:-0400", "TZOFFSETTO:-9900"),
        ("TZOFFSETTO:-0400", "X:1"),
        ("DTSTART:16010101T020000", "DTSTART:never"),
        ("DTSTART:16010101T020000", "DTSTART:00010101T020000"),
        (MARCH, "RRULE:FREQ=SECONDLY"),
        (MARCH, "RRULE:FREQ=DAILY;INTERVAL=1"),
        (
            "RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=2SU;BYMONTH=3",
            "RRULE:FREQ=YEARLY;INTERVAL=2;BYDAY=2SU;BYMONTH=3",
        ),
        (MARCH, "RRULE:FREQ=YEARLY;BYDAY=SU,MO;BYMONTH=3"),
        (MARCH, "RRULE:"),
    ],
)
def test_a_description_that_cannot_be_understood(line: str, instead: str) -> None:
    zone = tuple(instead if one == line else one for one in EASTERN)
    assert zone != EASTERN
    assert code(message(f"DTSTART;TZID={CUSTOM}:20260715T120000", zone=zone)) == "unknown_zone"


def test_a_description_of_nothing() -> None:
    empty = ("BEGIN:VTIMEZONE", f"TZID:{CUSTOM}", "END:VTIMEZONE")
    assert code(message(f"DTSTART;TZID={CUSTOM}:20260715T120000", zone=empty)) == "unknown_zone"


def test_one_messages_zone_says_nothing_of_anothers() -> None:
    """The library's own tree remembers the first for all."""
    start = f"DTSTART;TZID={CUSTOM}:20261201T120000"
    assert only(message(start, zone=NINE)).starts_at == THREE
    assert only(message(start, zone=EASTERN)).starts_at == datetime(2026, 12, 1, 17, tzinfo=UTC)
    assert code(message(start)) == "unknown_zone"


def series(*lines: str, zone: tuple[str, ...]) -> bytes:
    start = f"DTSTART;TZID={CUSTOM}:20261201T120000"
    return message(start, "DURATION:PT1H", *lines, zone=zone)


@pytest.mark.parametrize(("zone", "name"), [(NINE, "Asia/Tokyo"), (EASTERN, "America/New_York")])
@pytest.mark.parametrize(
    "rule", ["FREQ=WEEKLY;COUNT=30", "FREQ=WEEKLY", "FREQ=WEEKLY;UNTIL=20270701T000000Z"]
)
def test_a_series_in_such_a_zone_goes_on_in_one_of_ours(zone: tuple[str, ...], name: str, rule: str) -> None:
    assert only(series(f"RRULE:{rule}", zone=zone)).tzid == name


def test_the_first_of_ours_that_agrees() -> None:
    text = series("RRULE:FREQ=WEEKLY;COUNT=30", zone=NINE)
    assert read(text, ("America/New_York", "Asia/Seoul", "Asia/Tokyo")).events[0].tzid == "Asia/Seoul"


def test_none_of_ours_agrees() -> None:
    eight = tuple(line.replace("+0900", "+0800") for line in NINE)
    assert refusal(series("RRULE:FREQ=WEEKLY;COUNT=3", zone=eight)).values == {"tzid": CUSTOM}
    assert code(series("RRULE:FREQ=WEEKLY;COUNT=3", zone=NINE), zones=()) == "unknown_zone"
    assert only(series(zone=eight)).starts_at == datetime(2026, 12, 1, 4, tzinfo=UTC)


def test_agreeing_in_winter_is_not_enough() -> None:
    bogota = ("America/Bogota",)
    assert code(series("RRULE:FREQ=WEEKLY;COUNT=30", zone=EASTERN), zones=bogota) == "unknown_zone"


def test_what_the_message_says_of_its_place_is_tried_too() -> None:
    zone = (*NINE[:2], "X-LIC-LOCATION:Asia/Seoul", *NINE[2:])
    assert only(series("RRULE:FREQ=WEEKLY;COUNT=3", zone=zone), zones=()).tzid == "Asia/Seoul"
    lie = (*EASTERN[:2], "X-LIC-LOCATION:Asia/Seoul", *EASTERN[2:])
    assert code(series("RRULE:FREQ=WEEKLY;COUNT=3", zone=lie), zones=()) == "unknown_zone"


def test_a_description_after_its_use() -> None:
    text = calendar(*vevent(f"DTSTART;TZID={CUSTOM}:20261201T120000"), *NINE)
    assert read(text, ZONES).events[0].starts_at == THREE
