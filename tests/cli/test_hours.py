import pytest

from booking.cli.hours import parsed


@pytest.mark.parametrize(
    "typed, hours",
    [
        ("08:45-17:30", {str(day): [["08:45", "17:30"]] for day in range(1, 6)}),
        ("sat 9:00 - 12:00", {"6": [["09:00", "12:00"]]}),
        (
            "Mon-Tue 13:00-17:00, Mon 09:00-12:00",
            {"1": [["09:00", "12:00"], ["13:00", "17:00"]], "2": [["13:00", "17:00"]]},
        ),
        ("Sun 00:00-24:00", {"7": [["00:00", "24:00"]]}),
    ],
)
def test_hours_as_one_types_them(typed, hours):
    assert parsed(typed) == hours


@pytest.mark.parametrize(
    "typed",
    ["", "9-17", "17:00-09:00", "09:00-09:00", "Fri-Mon 09:00-17:00", "Xyz 09:00-17:00", "09:00-24:30",
     "09:00-25:00", "09:00-12:00, Mon 11:00-13:00", "09:60-10:00"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(typed):
    with pytest.raises(ValueError):
        parsed(typed)
