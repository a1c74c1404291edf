"""The main pages as a first visit of a small computer: the browser's CPU is slowed down four times."""

import statistics
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright

from benchmarks.row import Row
from tests import tools
from tests.browser import cost
from tests.browser.centre import RunningCentre, filled, watched

SLOWER, TIMES, READY_WITHIN = 4, 5, 2000


def rows() -> Iterator[Row]:
    with TemporaryDirectory(prefix="bench") as folder, sync_playwright() as playwright:
        args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = playwright.chromium.launch(executable_path=tools.chromium(), args=args)
        with watched(filled(Path(folder))) as centre:
            for path, email in cost.MAIN.items():
                yield _row(browser, centre, path, email)
        browser.close()


def _row(browser: Browser, centre: RunningCentre, path: str, email: str) -> Row:
    visits = [_visit(browser, centre, path, email) for _ in range(TIMES)]
    ready = statistics.median(visit.ready for visit in visits)
    paint = statistics.median(visit.paint for visit in visits)
    one = visits[0]
    note = f"{one.sent / 1000:.1f} kB in {len(one.asked)} requests; painted after {paint:.0f} ms"
    name = f"first visit of {path}, CPU {SLOWER} times slower"
    return Row(name, "ms to use it", ready, READY_WITHIN, ready / READY_WITHIN, "at most 1", note)


def _visit(browser: Browser, centre: RunningCentre, path: str, email: str) -> cost.Cost:
    context = browser.new_context(base_url=centre.address, locale="ja-JP")
    try:
        if email:
            cost.signed_in(context, email)
        return cost.of(context, path, SLOWER)
    finally:
        context.close()
