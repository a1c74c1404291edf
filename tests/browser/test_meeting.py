"""Three people meet in three browsers, through the relay and a real Janus, by the links in their mails."""

import email
import os
import re
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import policy
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.models import Attendee
from booking.rules.meetings import margins
from booking.video.janus import Janus
from tests import factories
from tests.browser.page_faults import Listener, judged
from tests.factories import NOW
from tests.relay.stage import CHEN, LI, SATO, booked, lasts, relay, soon, spec
from tests.relay.test_relay import janus_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
    "--auto-select-desktop-capture-source=Entire screen", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip
TOLD = "window.peers = []; const Peer = RTCPeerConnection; window.RTCPeerConnection = class extends Peer {" \
    " constructor(...said) { super(...said); window.peers.push(this); } };"  # fmt: skip
BYTES = """async (kind) => {
    let sum = 0;
    for (const peer of window.peers) for (const one of (await peer.getStats()).values())
        if (one.type === kind) sum += one.bytesReceived ?? one.bytesSent ?? 0;
    return sum;
}"""
SEEN = """(video) => ({width: video.videoWidth, time: video.currentTime})"""


@dataclass
class Person:
    page: Page
    faults: Listener

    def joins(self) -> None:
        self.page.locator("[data-go] button").click()
        expect(self.page.locator("[data-room]")).to_be_visible(timeout=20_000)

    def sees(self, count: int) -> None:
        """So many pictures of others, and they move."""
        others = self.page.locator("[data-room] video:not([data-mine])")
        expect(others).to_have_count(count, timeout=20_000)
        for n in range(count):
            soon(lambda n=n: others.nth(n).evaluate(SEEN)["width"] > 0)
            before = others.nth(n).evaluate(SEEN)["time"]
            soon(lambda n=n, before=before: others.nth(n).evaluate(SEEN)["time"] > before)

    def bytes(self, kind: str = "inbound-rtp") -> int:
        return self.page.evaluate(BYTES, kind)


@pytest.fixture
def settings_of_app():
    return {"VIDEO_PROVIDER": "janus"}


@pytest.fixture
def address(app, janus) -> Iterator[str]:
    factories.house()
    server = make_server("localhost", 0, app, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.port}"
    server.shutdown()


@pytest.fixture
def meeting(app, address) -> int:
    number = booked()
    deliver_due(NOW)
    return number


@pytest.fixture
def running(app, address, meeting):
    app.config["BASE_URL"] = address
    with relay(app) as process:
        app.config["VIDEO_WS_URL"] = f"ws://127.0.0.1:{app.config['VIDEO_PORT']}/"
        yield process


def mailed_link(app, recipient: str) -> str:
    """Of the invitation, as it went out."""
    for file in (app.config["INSTANCE_PATH"] / "mail").glob("*.eml"):
        mail = email.message_from_bytes(file.read_bytes(), policy=policy.default)
        text = mail.get_body(("plain",)).get_content()
        if mail["To"].addresses[0].addr_spec == recipient and (found := re.search(r"/join/\S+", text)):
            return found[0]
    raise AssertionError(f"{recipient} has no link")


@contextmanager
def at(address: str, path: str, like: Browser, chromium: str, **context) -> Iterator[Person]:
    """In a browser of their own."""
    browser = like.browser_type.launch(executable_path=chromium, args=FLAGS)
    page = browser.new_context(base_url=address, **context).new_page()
    page.add_init_script(TOLD)
    faults = Listener(page, address)
    page.goto(path)
    yield Person(page, faults)
    browser.close()


def publishers(app) -> set[str]:
    return set(Janus(app.config).presence(spec()) or ())


def test_three_meet(app, address, running, meeting, chromium, browser):
    with ExitStack() as browsers:
        sato, li, chen = (
            browsers.enter_context(at(address, mailed_link(app, who), browser, chromium, locale=locale))
            for who, locale in ((SATO, "ja"), (LI, "ko"), (CHEN, "en"))
        )
        for person in (sato, li, chen):
            assert judged(person.page) == []
            person.joins()
        expect(chen.page.locator("[data-do=present], [data-do=camera], [data-do=mute]")).to_have_count(0)
        chen.sees(2)
        before = chen.bytes()
        li.page.locator("[data-do=present]").click()
        for person in (sato, chen):
            expect(person.page.locator("[data-stage] video")).to_be_visible(timeout=20_000)
        chen.sees(3)
        assert chen.bytes() > before
        for person in (sato, li, chen):
            assert judged(person.page) == []
            assert person.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        li.page.locator("#line").fill("안녕하세요")
        li.page.locator("#line").press("Enter")
        for person in (sato, chen):
            expect(person.page.locator("[data-lines]")).to_contain_text("안녕하세요")
        os.kill(janus_of(running), signal.SIGKILL)
        soon(lambda: len(publishers_or_none(app)) >= 2, 20)
        chen.sees(2)
        db.session.execute(db.update(Attendee).filter_by(email=LI).values(removed=True))
        db.session.commit()
        expect(li.page.locator("[data-room]")).to_be_hidden(timeout=5_000)
        chen.sees(1)
        lasts(meeting, timedelta(seconds=1) - margins(app.config).after)
        for person in (sato, chen):
            expect(person.page.locator("[data-room]")).to_be_hidden(timeout=8_000)
            expect(person.page.locator("[data-said]")).to_be_visible()
        assert [fault for person in (sato, li, chen) for fault in person.faults.taken()] == []


def publishers_or_none(app) -> set[str]:
    try:
        return publishers(app)
    except Exception:
        return set()
