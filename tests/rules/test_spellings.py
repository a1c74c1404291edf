import pytest

from booking.rules.spellings import digits, spellings


@pytest.mark.parametrize(
    "text, found",
    [
        ("サトウ", ("サトウ", "さとう")),
        ("さとう", ("さとう", "サトウ")),
        ("ｻﾄｳ", ("サトウ", "さとう")),
        ("ヴァン", ("ヴァン", "ゔぁん")),
        ("  Ｋｉｍ   Minsu ", ("Kim Minsu",)),
        ("김민수", ("김민수",)),
        (" ", ()),
    ],
)
def test_how_else_it_may_be_written(text, found):
    assert spellings(text) == found


def test_the_digits_of_a_number():
    assert digits("+81 11-５５５ 0100 x") == "81115550100"
