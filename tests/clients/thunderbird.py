"""What a person does with their Thunderbird, and what they see in it."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.clients.marionette import Marionette
from tests.smtp import Server

SCRIPTS = Path(__file__).parent / "scripts"


@dataclass(frozen=True, slots=True)
class Date:
    """One date of a meeting in the calendar. Times are UTC as RFC 5545 writes them; partstats by address."""

    title: str
    starts_at: str
    ends_at: str
    status: str | None
    location: str
    partstats: dict[str, str]


class Thunderbird:
    """What they send comes to `server`."""

    def __init__(self, marionette: Marionette, server: Server):
        self.marionette, self.server, self.read = marionette, server, 0
        self.run("ready")

    def forget(self) -> None:
        """What a test left behind: its mails, those that it has open and those that it sent."""
        self.run("close")
        self.read = len(self.server.taken)

    def open(self, mail: Path) -> list[str]:
        """The buttons that it offers: `Accept`, `Decline`, `AcceptRecurrences`, `Update`, `Delete`…"""
        self.run("close")
        ids = self.run("open", str(mail))
        return [name.removeprefix("imip").removesuffix("Button") for name in ids]

    def press(self, button: str) -> None:
        """One of the mail that is open. Returns once the calendar has changed."""
        self.run("press", f"imip{button}Button")

    def calendar(self, uid: str) -> list[Date]:
        return [Date(**date) for date in self.run("calendar", uid)]

    def invite(self, guest: str, title: str, starts: str, ends: str, tzid: str, rule: str = "") -> str:
        """Local times as RFC 5545 writes them. Gives the UID."""
        wish = {"guest": guest, "title": title, "starts": starts, "ends": ends, "tzid": tzid, "rule": rule}
        uid: str = self.run("invite", wish)
        return uid

    def move(self, uid: str, starts_at: str, ends_at: str, recurrence_at: str = "") -> None:
        """All of it, or the date that its rule puts at `recurrence_at`. UTC, as RFC 5545 writes it."""
        self.run("move", uid, recurrence_at, starts_at, ends_at)

    def cancel(self, uid: str, recurrence_at: str = "") -> None:
        self.run("cancel", uid, recurrence_at)

    def sent(self, within: float = 30) -> tuple[str, bytes]:
        """Recipient and bytes of the next mail that went out; waits for it so many seconds."""
        deadline = time.monotonic() + within
        while len(self.server.taken) <= self.read:
            assert time.monotonic() < deadline, "no mail was sent"
            time.sleep(0.02)
        self.read += 1
        return self.server.taken[self.read - 1]

    def run(self, script: str, *args: Any) -> Any:
        """What `scripts/<script>.js` returns."""
        texts = [(SCRIPTS / f"{name}.js").read_text() for name in ("prelude", script)]
        return self.marionette.script("\n".join(texts), *args)
