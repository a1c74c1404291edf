"""What several stories do alike: look for a free time, and fill in a booking."""

import re
from datetime import UTC, date, datetime, timedelta

from tests.browser.walk import Walk

BUSINESS, SUPPORT = "business-communication-space", "support-room"
PURPOSE = "[name='answers-purpose'][value=business-talks]"
# Within the form or beside it.
BOOK = ":is(form#booking .actions button, .actions button[form=booking])[type=submit]:not([name])"


def open_days(weeks: int) -> list[date]:
    """The weekdays of so many weeks, from so many weeks hence."""
    today = datetime.now(UTC).date()
    monday = today + timedelta(days=7 * weeks - today.weekday())
    return [monday + timedelta(days=n) for n in range(14) if (monday + timedelta(days=n)).weekday() < 5]


def goes_to_a_free_day(walk: Walk, space: str, weeks: int = 2) -> str:
    """Onto the page of the first day on which much is free; gives the place of a time on it."""
    free = f"a[href*='/reservations/new'][href*='{space}']"
    for day in open_days(weeks):
        walk.goes(f"/?view=day&on={day}&space={space}")
        if walk.page.locator(free).count() > 3:
            address = walk.page.locator(free).nth(2).get_attribute("href")
            return f"main a[href='{address}']"
    raise AssertionError("nothing is free in two weeks")


def begins(walk: Walk, title: str, space: str = BUSINESS, weeks: int = 2) -> None:
    """The form of a free time, with a title and what is asked."""
    walk.follows(goes_to_a_free_day(walk, space, weeks))
    walk.fills("[name=title]", title)
    says_what_for(walk)


def says_what_for(walk: Walk) -> None:
    """Not every space asks."""
    if walk.there(PURPOSE):
        walk.ticks(PURPOSE)


def books(walk: Walk) -> int:
    """Gives the number of the booking."""
    walk.presses(BOOK)
    found = re.search(r"/reservations/(\d+)$", walk.page.url.split("?")[0].split("#")[0])
    assert found, f"not booked: {walk.page.url} {walk.page.locator('main').inner_text()[:600]}"
    return int(found[1])


def invites(walk: Walk, *people: tuple[str, str]) -> None:
    """Each by address and language."""
    for row, (email, locale) in enumerate(people):
        walk.fills(f"[name='attendees-{row}-email']", email)
        walk.chooses(f"[name='attendees-{row}-locale']", locale)
