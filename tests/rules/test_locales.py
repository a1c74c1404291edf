import pytest

from booking.rules.locales import of_tag, preferred


@pytest.mark.parametrize(
    "tag, locale",
    [
        ("zh-TW", "zh_Hant"), ("zh-HK", "zh_Hant"), ("zh-MO", "zh_Hant"), ("zh-Hant", "zh_Hant"),
        ("zh_Hant_HK", "zh_Hant"), ("zh-Hans-HK", "zh_Hans"), ("zh-CN", "zh_Hans"), ("zh-SG", "zh_Hans"),
        ("zh", "zh_Hans"), ("ko-KR", "ko"), ("JA", "ja"), ("en-GB", "en"),
        ("fr", None), ("*", None), ("", None),
    ],
)  # fmt: skip
def test_a_language_tag_names_one_of_our_locales(tag, locale):
    assert of_tag(tag) == locale


def test_the_first_that_we_have_and_that_is_not_refused():
    assert preferred([("fr", 1), ("zh-MO", 0.8), ("en", 0.5)]) == "zh_Hant"
    assert preferred([("fr", 1), ("ja", 0)]) is None
