"""A first visit is small, asks for nothing outside, and nothing jumps about while it loads."""

import pytest

from tests.browser import cost
from tests.browser.rounds import USUAL

pytestmark = pytest.mark.browser
MOST_BYTES, MOST_SHIFT = 100_000, 0.01


@pytest.mark.parametrize("path", cost.MAIN)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("centre_of_round", USUAL[:1], ids=lambda how: how.name, indirect=True)
def test_a_first_visit(browser, centre_of_round, path, width):
    window = {"width": width, "height": 900}
    context = browser.new_context(base_url=centre_of_round.address, locale="ja-JP", viewport=window)
    if email := cost.MAIN[path]:
        cost.signed_in(context, email)
    found = cost.of(context, path)
    context.close()
    assert 1_000 < found.sent < MOST_BYTES
    assert found.shift < MOST_SHIFT
    assert [url for url in found.asked if not url.startswith((centre_of_round.address, "data:"))] == []
