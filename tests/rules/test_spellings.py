import pytest

from booking.rules.spellings import country_code, numbers, spellings


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


@pytest.mark.parametrize(
    "text, found",
    [
        ("+81 11-５５５ 0100 x", ("81115550100", "115550100")),
        ("+81 (0)11 555 0100", ("81115550100", "115550100")),
        ("(011) 555-0100", ("0115550100", "115550100")),
        ("+886 2 1234", ("88621234",)),
        ("5550", ("5550",)),
        ("555", ()),
        ("Kim", ()),
    ],
)
def test_the_digits_of_a_number(text, found):
    assert numbers(text, "81") == found


@pytest.mark.parametrize(
    "phone, code",
    [("+81 11 000 0000", "81"), ("+1(604)1", "1"), ("011 000", ""), ("", ""), ("+81115550100", "")],
)
def test_the_country_of_a_number(phone, code):
    assert country_code(phone) == code
