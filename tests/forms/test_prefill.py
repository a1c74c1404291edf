from datetime import date, time, timedelta

import pytest

from booking.forms.prefill import begun, length, units


@pytest.mark.parametrize(
    "starts_at, duration, ends",
    [
        ("2026-12-02T10:00:00+09:00", "PT1H30M", time(11, 30)),
        ("2026-12-02T01:00:00Z", "45", time(10, 45)),
        ("2026-12-02T10:00", "", time(11, 0)),
    ],
)
def test_a_time_is_shown_by_the_clock_of_the_space(starts_at, duration, ends):
    filled = begun(starts_at, duration, "Asia/Tokyo")
    assert filled == {"starts_on": date(2026, 12, 2), "begins": time(10, 0), "ends": ends}


@pytest.mark.parametrize(
    "starts_at", ["", "soon", "2026-13-01T10:00", "0001-01-01T00:00:00+09:00", "9999-12-31T23:30"]
)
def test_what_is_no_time_fills_nothing(starts_at):
    assert begun(starts_at, "", "Asia/Tokyo") == {}


@pytest.mark.parametrize(
    "text, span",
    [("PT2H", timedelta(hours=2)), ("PT90M", timedelta(minutes=90)), ("15", timedelta(minutes=15))],
)
def test_lengths(text, span):
    assert length(text) == span


@pytest.mark.parametrize("text", ["", "PT", "P1D", "-15", "99999", "٣", "PT1H "])
def test_what_is_no_length(text):
    assert length(text) is None


@pytest.mark.parametrize(
    "texts, filled",
    [
        (["projector:1"], {"equipment-projector": 1}),
        (["projector:2,screen:1"], {"equipment-projector": 2, "equipment-screen": 1}),
        (["projector:2", "screen:1"], {"equipment-projector": 2, "equipment-screen": 1}),
        (["unknown:1", "projector", "projector:x", "projector:-1", ""], {}),
    ],
)
def test_equipment(texts, filled):
    assert units(texts, ["projector", "screen"]) == filled
