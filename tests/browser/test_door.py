"""The screen at a door goes on for months: it looks again by itself, and says when it has lost the server."""

from datetime import timedelta
from threading import Thread

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from booking import clock
from booking.actions.book import book
from booking.actions.tablets import make_tablet
from tests import factories
from tests.factories import NOW, at, person, span, wish

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
SIZES = ((800, 480), (1280, 800), (480, 800), (800, 1280))


@pytest.fixture
def address(app, monkeypatch):
    factories.house()
    monkeypatch.setattr(clock, "now", lambda: at(2, "10:07") + timedelta(seconds=5))
    server = make_server("localhost", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.port}"
    server.shutdown()


@pytest.fixture
def page(address, browser):
    context = browser.new_context(locale="en", base_url=address)
    opened = context.new_page()
    opened.clock.install(time=NOW)
    yield opened
    context.close()


def state(page):
    return page.locator(".door-now .door-big")


def pass_(page, looks: int) -> None:
    """So many looks, each with the time that the network takes."""
    for _ in range(looks):
        page.clock.run_for(31_000)
        page.wait_for_timeout(300)


def test_it_looks_again_and_tells_when_it_cannot(page, monkeypatch):
    page.goto("/door/room")
    expect(state(page)).to_have_text("Free")
    expect(page.locator("[data-clock]")).to_have_text("10:07")
    book(wish(span(2, "10:00", "11:00")), by=person("sato@example.jp"), now=NOW)
    page.clock.run_for(31_000)
    expect(state(page)).to_have_text("Taken")
    page.context.set_offline(True)
    monkeypatch.setattr(clock, "now", lambda: at(2, "11:00"))
    page.clock.run_for(31_000)
    expect(page.locator("[data-lost]")).to_be_hidden()
    pass_(page, 3)
    expect(page.locator("[data-lost]")).to_contain_text("since 10:07.")
    page.context.set_offline(False)
    pass_(page, 2)
    expect(page.locator("[data-lost]")).to_be_hidden()
    expect(state(page)).to_have_text("Free")
    expect(page.locator("[data-clock]")).to_have_text("11:00")


def test_once_a_day_it_begins_anew(page):
    page.goto("/door/room")
    page.evaluate("window.old = true")
    pass_(page, 2)
    assert page.evaluate("window.old")
    with page.expect_navigation():
        page.clock.fast_forward(24 * 3600 * 1000)
        page.clock.run_for(31_000)
    assert not page.evaluate("window.old")
    expect(state(page)).to_have_text("Free")


def test_a_touch_takes_it_and_all_of_it_can_be_seen(page, monkeypatch):
    secret = make_tablet("room", by=person("staff@example.jp"), now=clock.now(), name="Door")
    page.goto(f"/door/room/device/{secret}?lang=ko")
    page.locator("main form button").click()
    page.wait_for_url("**/door/room?lang=ko")
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        inside = "innerWidth >= document.documentElement.scrollWidth"
        assert page.evaluate(f"{inside} && innerHeight >= document.documentElement.scrollHeight"), width
    page.context.set_offline(True)
    page.locator("#take-30").click()
    expect(page.locator("[data-lost]")).to_be_visible()
    page.context.set_offline(False)
    pass_(page, 1)
    page.locator("#take-30").click()
    expect(page.locator(".door-taken time")).to_have_text("10:37")
    monkeypatch.setattr(clock, "now", lambda: at(2, "10:09"))
    page.locator("#ending").click()
    page.locator("#end").click()
    expect(page.locator(".door-free")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "ko"
