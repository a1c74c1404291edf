"""A span of free time is chosen by mouse or by keys, and the booking form opens with it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.centre import running

SPACE = "startup-desk-4"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def page(browser, database_url, tmp_path):
    with running(tmp_path, DATABASE_URL=database_url) as centre:
        context = browser.new_context(locale="en-US", timezone_id="Asia/Kolkata", base_url=centre.address)
        yield context.new_page()
        context.close()


def a_day() -> str:
    """A Wednesday so far ahead that the demo has no booking."""
    day = datetime.now(UTC).date() + timedelta(days=20)
    return (day + timedelta(days=(3 - day.isoweekday()) % 7)).isoformat()


def opened(page: Page, more: str = ""):
    page.goto(f"/?on={a_day()}{more}")
    page.goto(f"/?on={a_day()}{more}")  # now the server knows the browser's clock
    return page.locator(f"td.free a[href*='space={SPACE}&']")


def asked(page: Page) -> tuple[str, str]:
    """(clock, length) that the booking form is opened with, behind the sign-in."""
    page.wait_for_url(re.compile("sign-in"))
    onward = parse_qs(urlsplit(page.url).query)["next"][0]
    query = parse_qs(urlsplit(unquote(onward)).query)
    return query["starts_at"][0][11:], query["duration"][0]


def drag(page: Page, begins, ends) -> None:
    ends.scroll_into_view_if_needed()
    a, z = begins.bounding_box(), ends.bounding_box()
    page.mouse.move(a["x"] + 3, a["y"] + 5)
    page.mouse.down()
    page.mouse.move(z["x"] + z["width"] * 0.6, z["y"] + z["height"] * 0.6, steps=6)
    page.mouse.up()


def test_a_span_is_chosen_by_mouse_and_by_keys(page):
    free = opened(page)
    drag(page, free.nth(2), free.nth(4))
    told = page.locator(".choice [role=status]")
    expect(told).to_contain_text("10:00–12:45")
    expect(told).to_contain_text("6:30–9:15")
    page.keyboard.press("Escape")
    expect(told).to_have_text("")
    expect(page.locator(".picked")).to_have_count(0)
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    expect(told).to_contain_text("10:00–11:30")
    page.keyboard.press("Enter")
    assert asked(page) == ("10:00", "PT90M")

    free = opened(page, "&across=1")
    drag(page, free.nth(3), free.nth(4))
    page.keyboard.press("Enter")
    assert asked(page) == ("11:00", "PT105M")


def test_the_table_is_one_stop_of_the_tab_key_and_a_click_still_follows_the_link(page):
    free = opened(page)
    free.nth(3).focus()
    page.keyboard.press("ArrowLeft")
    expect(free.nth(2)).to_be_focused()
    expect(page.locator("table.slots tbody [tabindex='0']")).to_have_count(1)
    page.keyboard.press("Tab")
    assert page.evaluate("!document.activeElement.closest('table.slots')")
    free.nth(3).click()
    assert asked(page) == ("11:00", "PT60M")
