"""From a free hour to a booking in three clicks; what is checked while one types; a double click."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.centre import RunningCentre, running

COUNT = """addEventListener("pointerdown", (event) => {
  if (event.isTrusted) sessionStorage.presses = Number(sessionStorage.presses ?? 0) + 1;
}, true);"""
BOOK = ".beside .actions button[form=booking]:not([name])"
PURPOSE = "[name='answers-purpose'][value=business-talks]"


@pytest.fixture
def centre(database_url, tmp_path):
    with running(tmp_path, DATABASE_URL=database_url) as made:
        yield made


def signed_in(browser: Browser, centre: RunningCentre, email: str) -> Page:
    context = browser.new_context(locale="en", base_url=centre.address)
    context.add_init_script(COUNT)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]:visible", email)
    page.fill("input[name=password]:visible", "demo")
    page.press("input[name=password]:visible", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def presses(page: Page) -> int:
    return int(page.evaluate("sessionStorage.presses ?? 0"))


def see_free_hours(page: Page) -> None:
    """A day of next week on which there are some."""
    monday = datetime.now(UTC).date() + timedelta(days=7 - datetime.now(UTC).weekday())
    for day in (monday + timedelta(days=n) for n in range(21)):
        page.goto(f"/?view=day&on={day}&space=business-communication-space")
        if page.locator("td.free a").count() > 2:
            return
    raise AssertionError("nothing is free in three weeks")


def test_from_free_to_booked(browser, centre):
    kim = signed_in(browser, centre, "kim@example.kr")
    see_free_hours(kim)
    before = presses(kim)
    kim.locator("td.free a").first.click()
    address = kim.url
    kim.locator(PURPOSE).click()
    kim.locator(BOOK).click()
    kim.wait_for_url(re.compile(r"/reservations/\d+$"))
    assert presses(kim) - before == 3

    lee = signed_in(browser, centre, "lee@example.sg")
    lee.goto(address)
    lee.fill("#headcount", "9000")
    expect(lee.locator("#headcount")).to_have_attribute("aria-invalid", "true")
    lee.fill("#headcount", "2")
    expect(lee.locator("#headcount")).not_to_have_attribute("aria-invalid", "true")
    begins = lee.locator("#begins").input_value()
    lee.locator(PURPOSE).click()
    expect(lee.locator("#check .offers button").first).to_be_visible()
    later = lee.locator("#check .offers form", has=lee.locator(f"[name=begins]:not([value='{begins}'])"))
    later.locator("button").first.click()
    expect(lee.locator("[data-verdict]")).to_contain_text("This can be")
    assert lee.locator("#begins").input_value() != begins
    lee.goto("/reservations")
    before = lee.locator(".bookings > li").count()
    lee.go_back()
    lee.locator(PURPOSE).check()
    lee.locator(BOOK).dblclick()
    lee.wait_for_url(re.compile(r"/reservations/\d+$"))
    lee.goto("/reservations")
    expect(lee.locator(".bookings > li")).to_have_count(before + 1)


def test_without_a_script_the_button_says_the_same(browser, centre):
    context = browser.new_context(locale="en", base_url=centre.address, java_script_enabled=False)
    page = context.new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]:visible", "lee@example.sg")
    page.fill("input[name=password]:visible", "demo")
    page.press("input[name=password]:visible", "Enter")
    see_free_hours(page)
    page.locator("td.free a").first.click()
    page.locator(PURPOSE).click()
    page.locator("button[name=step][value=check]").click()
    expect(page.locator("[data-verdict]")).to_contain_text("This can be")
    expect(page.locator(".to-mail").first).to_be_attached()
    assert page.locator(PURPOSE).is_checked()
