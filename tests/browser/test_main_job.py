"""The main job, as people do it: a company books, staff approve, everybody is invited, the feed shows it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import icalendar
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.centre import RunningCentre, running

SEOUL = ZoneInfo("Asia/Seoul")
GUESTS = ("park@example.kr", "chen@example.tw")


@pytest.fixture
def centre(database_url, tmp_path):
    with running(tmp_path, DATABASE_URL=database_url) as made:
        yield made


def signed_in(browser: Browser, centre: RunningCentre, email: str, locale: str) -> Page:
    page = browser.new_context(locale=locale, base_url=centre.address).new_page()
    page.goto("/sign-in")
    page.fill("input[name=email]:visible", email)
    page.fill("input[name=password]:visible", "demo")
    page.press("input[name=password]:visible", "Enter")
    page.wait_for_url(lambda url: "sign-in" not in url)
    return page


def free_slot_next_week(page: Page) -> None:
    """Follows the first free hour of next week in the Business Communication Space."""
    monday = datetime.now(UTC).date() + timedelta(days=7 - datetime.now(UTC).weekday())
    for day in (monday + timedelta(days=n) for n in range(21)):
        page.goto(f"/?view=day&on={day}&space=business-communication-space")
        free = page.locator("a[href*='/reservations/new'][href*='business-communication-space']")
        if free.count() > 2:
            free.nth(2).click()
            return
    raise AssertionError("nothing is free in three weeks")


def book(page: Page) -> int:
    page.fill("[name=title]", "사업 협의")
    page.fill("[name*=projector]", "1")
    page.check("[name*=purpose][value=business-talks]")
    for row, (address, locale) in enumerate(zip(GUESTS, ("ko", "zh_Hant"), strict=True)):
        page.fill(f"[name='attendees-{row}-email']", address)
        page.select_option(f"[name='attendees-{row}-locale']", locale)
    page.locator(".beside .actions button[form=booking]").first.click()
    page.wait_for_url(re.compile(r"/reservations/\d+$"))
    return int(page.url.rsplit("/", 1)[1])


def feed_address(page: Page) -> str:
    """A new calendar of one's own bookings; its address is shown once."""
    page.goto("/account/calendars")
    page.select_option("[name=shows]", "me:full")
    page.locator("form[action='/account/calendars'] button").click()
    return page.locator(".secret input").first.input_value()


def part(mail, kind):
    return next(p for p in mail.walk() if p.get_content_type() == kind)


def is_reminder(mail) -> bool:
    """The only mail about a confirmed booking that brings no calendar part."""
    return "text/calendar" not in {p.get_content_type() for p in mail.walk()}


def test_a_company_books_and_all_that_follows(browser, centre):
    kim = signed_in(browser, centre, "kim@example.kr", "ko-KR")
    free_slot_next_week(kim)
    number = book(kim)
    expect(kim.locator("main")).to_contain_text("사업 협의")
    (received,) = centre.mails_to("kim@example.kr")
    assert "STATUS:TENTATIVE" in part(received, "text/calendar").get_content()
    assert not [mail for guest in GUESTS for mail in centre.mails_to(guest, within=0)]

    staff = signed_in(browser, centre, "staff@example.jp", "ja-JP")
    staff.goto("/desk")
    expect(staff.locator(f"a[href$='/reservations/{number}']:visible").first).to_be_visible()
    staff.goto(f"/reservations/{number}")
    staff.click("button[name=decision][value=approve]")
    staff.wait_for_load_state()

    for guest in GUESTS:
        (invitation,) = centre.mails_to(guest)
        assert part(invitation, "text/calendar").get_param("method") == "REQUEST"
        assert "STATUS:CONFIRMED" in part(invitation, "text/calendar").get_content()
    assert len(centre.mails_to("kim@example.kr", wanted=2)) == 2

    with urlopen(feed_address(kim)) as answer:
        calendar = icalendar.Calendar.from_ical(answer.read())
    (event,) = [event for event in calendar.walk("VEVENT") if event["SUMMARY"] == "사업 협의"]
    begins = event.decoded("DTSTART")
    shown = kim.goto(f"/reservations/{number}").text()
    assert f"{begins.astimezone(SEOUL):%H:%M}" in shown

    said = centre.flask("tick", "--at", (begins - timedelta(minutes=30)).isoformat())
    assert "sent" in said
    for address in (*GUESTS, "kim@example.kr"):
        assert any(is_reminder(mail) for mail in centre.mails_to(address, wanted=2))
