"""Somebody who goes about the pages of a centre; every page that they reach is looked at."""

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

from tests.browser import page_faults, words
from tests.browser.centre import RunningCentre
from tests.browser.keys import Keys
from tests.browser.rounds import Round

PASSWORD = "demo"


class Walk:
    """One story in one round. Places are CSS selectors; the first that is seen counts."""

    def __init__(self, browser: Browser, centre: RunningCentre, how: Round, name: str):
        self.centre, self.how, self.name = centre, how, name
        self.context = browser.new_context(base_url=centre.address, **how.context())
        self.context.set_default_timeout(60_000)
        self.faults, self.judged, self.pictures = dict[str, None](), set[str](), 0
        self.page = self._opened()

    def _opened(self) -> Page:
        page = self.context.new_page()
        self.listener = page_faults.Listener(page, self.centre.address)
        self.keys = Keys(page, lambda said: self.tell(said))
        return page

    def close(self) -> None:
        self.context.close()

    # going

    def comes(self, path: str = "/") -> None:
        """In the language of the round, whatever the account's is."""
        self.goes(f"{path}{'&' if '?' in path else '?'}lang={self.how.locale}")

    def goes(self, path: str) -> None:
        self.page.goto(path)
        self.arrives()

    def signs_in(self, email: str, password: str = PASSWORD) -> None:
        self.comes("/sign-in")
        self.fills("form:not(.people form) input[name=email]", email)
        self.fills("input[name=password]", password)
        self.presses("form:has(input[name=password]:not([type=hidden])) button[type=submit]")
        assert "/sign-in" not in self.page.url, f"{email} is not let in"

    def signs_out(self) -> None:
        self.goes("/sign-out")
        self.presses("form[action='/sign-out'] button")

    def follows(self, place: str) -> None:
        self._pressed(place)

    def presses(self, place: str) -> None:
        self._pressed(place)

    def presses_for_another_page(self, place: str) -> None:
        """One that opens beside this one, is looked at and closed; printed for somebody else."""
        wanted, here = self.one(place), self.page
        with self.context.expect_page() as opened:
            self.keys.press(wanted) if self.how.keyboard else wanted.click()
        self.page = opened.value
        self.arrives(handed_over=True)
        self.page.close()
        self.page = here

    def _pressed(self, place: str) -> None:
        wanted = self.one(place)
        with self.page.expect_navigation(wait_until="load"):
            self.keys.press(wanted) if self.how.keyboard else wanted.click()
        self.arrives()

    # typing

    def fills(self, place: str, text: str) -> None:
        wanted = self.one(place)
        self.keys.type(wanted, text) if self.how.keyboard else wanted.fill(text)

    def chooses(self, place: str, value: str) -> None:
        wanted = self.one(place)
        self.keys.choose(wanted, value) if self.how.keyboard else wanted.select_option(value)

    def chooses_any(self, place: str) -> None:
        """The last one that can be chosen."""
        values = self.one(place).locator("option").evaluate_all("(all) => all.map((one) => one.value)")
        self.chooses(place, values[-1])

    def ticks(self, place: str) -> None:
        wanted = self.one(place)
        if not wanted.is_checked():
            self.keys.tick(wanted) if self.how.keyboard else wanted.check()

    def hands_in(self, place: str, name: str, kind: str, file: bytes) -> None:
        """The browser's own window for files is not ours to look at."""
        wanted = self.one(place)
        if self.how.keyboard:
            self.keys.to(wanted)
        wanted.set_input_files({"name": name, "mimeType": kind, "buffer": file})

    def opens(self, place: str) -> None:
        """A folded part, if it is not open."""
        part = self.page.locator(place).first
        if part.get_attribute("open") is None:
            summary = part.locator("> summary")
            self.keys.press(summary) if self.how.keyboard else summary.click()

    # mail

    def link_to(self, address: str, beginning: str, number: int = -1, wanted: int = 1) -> str:
        """The path of a link in a mail to them, the newest if none is named; so many are waited for."""
        mails = self.centre.mails_to(address, wanted)
        assert len(mails) >= wanted, f"{len(mails)} mails to {address}"
        texts = [
            part.get_content() for part in mails[number].walk() if part.get_content_type() == "text/plain"
        ]
        found = re.search(rf"{re.escape(self.centre.address)}({re.escape(beginning)}[^\s?>]+)", texts[0])
        assert found, texts
        return found[1]

    # looking

    def one(self, place: str) -> Locator:
        found = self.page.locator(place).filter(visible=True)
        found.first.wait_for()
        return found.first

    def sees(self, text: str) -> None:
        assert text in self.page.locator("main").inner_text(), f"{text!r} is not on {self.page.url}"

    def there(self, place: str) -> bool:
        return self.page.locator(place).filter(visible=True).count() > 0

    def arrives(self, handed_over: bool = False) -> None:
        self.page.wait_for_load_state()
        look = self.page.evaluate(page_faults.LOOK)
        kind = page_faults.kind(self.page.url)
        others = handed_over or kind in page_faults.HANDED_OVER
        locale = look["lang"] if others else self.how.locale
        found = [*page_faults.structure(look, locale), *self.listener.taken(), *self._english(look, locale)]
        if self.how.judged and kind not in self.judged:
            found += page_faults.judged(self.page)
        self.judged.add(kind)
        self.centre.met.add(kind)
        self.centre.linked.update(page_faults.links(look, self.centre.address))
        for said in found:
            self.tell(said)
        self._picture(kind)

    def _english(self, look: dict, locale: str) -> list[str]:
        data = words.data(self.centre.folder / "booking.db")
        return [f"in English: {text}" for text in words.english(look["texts"], locale, data)]

    def tell(self, said: str) -> None:
        """Once for each kind of page."""
        self.faults[f"{page_faults.kind(self.page.url)}: {said}"] = None

    def _picture(self, kind: str) -> None:
        if folder := os.environ.get("SCREENSHOTS"):
            self.pictures += 1
            name = f"{self.how.name}/{self.name}-{self.pictures:02}{re.sub('[^a-z]+', '-', kind)}".rstrip("-")
            self.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
