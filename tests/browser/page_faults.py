"""What is wrong with a page, whatever it is about."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Request, Response

AXE = Path(__file__).parents[1] / "js" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
LEFT = ("/static/", "/feeds/", "/dav/", "/sign-out", "/metrics", "/healthz", "/readyz")
FILES = (".ics", ".json", "/raw", "/download", "/html")
# Printed for somebody else, in that person's language.
HANDED_OVER = {"/reservations/…/sheet"}
LOOK = """() => {
  const silent = "script, style, code, pre, kbd, samp, [translate=no]", here = document.documentElement.lang;
  const ours = (e) => !e.closest(silent) && e.closest("[lang]")?.lang === here;
  const texts = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (ours(walker.currentNode.parentElement)) texts.push(walker.currentNode.data);
  const spoken = ["alt", "aria-label", "aria-description", "aria-roledescription", "placeholder", "title"];
  for (const name of spoken)
    for (const e of document.querySelectorAll(`[${name}]`)) if (ours(e)) texts.push(e.getAttribute(name));
  for (const e of document.querySelectorAll("input[type=submit], input[type=button]")) texts.push(e.value);
  const scroller = document.scrollingElement;
  const wide = scroller.scrollWidth <= scroller.clientWidth ? [] : [...document.body.querySelectorAll("*")]
    .filter((e) => e.getBoundingClientRect().right > scroller.clientWidth + 1 && !e.closest(".scroller"))
    .slice(0, 3).map((e) => e.outerHTML.slice(0, 120));
  const links = [...document.links].filter((a) => !a.download && !a.type).map((a) => a.href);
  return {
    links, lang: here, title: document.title, headings: document.querySelectorAll("h1").length, texts,
    overflow: scroller.scrollWidth - scroller.clientWidth, wide,
  };
}"""
JUDGE = """(tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }).then((found) =>
  found.violations.map(({ id, nodes: [first, ...others] }) => {
    const why = [...first.any, ...first.all, ...first.none].map((one) => one.message).join("; ");
    return `${id}: ${first.html.slice(0, 160)} and ${others.length} more (${why.slice(0, 200)})`;
  }))"""


class Listener:
    """What the browser says of itself while a page is open."""

    def __init__(self, page: Page, base: str):
        self.base, self.heard = base, list[str]()
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"error in a script: {error}"))
        page.on("request", self._request)
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def taken(self) -> list[str]:
        heard, self.heard = self.heard, []
        return heard

    def _console(self, message: ConsoleMessage) -> None:
        # That an answer was a refusal is said there too; of pages we look at it ourselves.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.heard.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.base, "data:", "blob:")):
            self.heard.append(f"asked outside of the centre: {request.url}")

    def _failed(self, request: Request) -> None:
        # A page that is left gives up what it still asked for.
        if request.failure != "net::ERR_ABORTED":
            self.heard.append(f"not loaded: {request.url} {request.failure}")

    def _response(self, response: Response) -> None:
        page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not page):
            self.heard.append(f"{response.status}: {response.url}")


def links(look: dict, base: str) -> dict[str, str]:
    """An address for each kind of page that is linked: not for files, figures, and what leaves."""
    ours = [link.split("#")[0] for link in look["links"] if link.startswith(f"{base}/")]
    return {
        kind(link): link
        for link in ours
        if not kind(link).startswith(LEFT) and not kind(link).endswith(FILES) and "lang=" not in link
    }


def language(locale: str) -> str:
    return {"ja": "ja", "ko": "ko"}[locale]


def structure(look: dict, locale: str) -> Iterator[str]:
    if look["lang"] != language(locale):
        yield f"lang is {look['lang']!r}"
    if look["headings"] != 1:
        yield f"{look['headings']} first headings"
    if not look["title"].strip(" ·"):
        yield "no title"
    if look["overflow"] > 0:
        yield f"wider than the window by {look['overflow']} px: {look['wide']}"


@cache
def axe() -> str:
    return AXE.read_text()


def judged(page: Page) -> list[str]:
    """By axe; handed in past the page's own policy, which goes on to hold for all else."""
    page.evaluate(axe())
    return page.evaluate(JUDGE, TAGS)


def kind(url: str) -> str:
    """One address for all pages of a kind: numbers, days and secrets left out."""
    path = re.sub(r"^https?://[^/]+", "", url).split("?")[0].split("#")[0]
    path = re.sub(r"^/admin/mail/preview/.+", "/admin/mail/preview/…", path)
    path = re.sub(r"^/(confirm|join|reminders|reply|welcome)/[^/]+", r"/\1/…", path)
    return re.sub(r"(?<=/)(\d[\d-]*|[\w-]{30,})(?=/|$|\.)", "…", path)
