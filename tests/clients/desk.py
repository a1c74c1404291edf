"""Our side of the correspondence: what we send and what comes to us, by a clock of our own."""

from datetime import timedelta
from pathlib import Path

from flask import Flask

from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.mailbox.keep import keep
from booking.mailbox.turns import handle_due
from booking.models import InboundMessage
from tests.factories import NOW

PASSED = b"Authentication-Results: mx.example.com; dmarc=pass header.from=example.kr\r\n"


class Desk:
    """A minute passes with each delivery. Without a mail server each mail becomes a file."""

    def __init__(self, folder: Path):
        self.folder, self.now, self.known = folder, NOW, set[Path]()

    def mails(self, to: str) -> list[Path]:
        """What is sent now, in its order, and is for this person."""
        self.wait()
        deliver_due(self.now)
        new = set(self.folder.glob("*.eml")) - self.known
        self.known |= new
        mine = [file for file in new if file.stem.endswith(f"-{to}")]
        return sorted(mine, key=lambda file: int(file.name.partition("-")[0]))

    def mail(self, to: str) -> Path:
        (one,) = self.mails(to)
        return one

    def wait(self, minutes: int = 1) -> None:
        self.now += timedelta(minutes=minutes)

    def receives(self, app: Flask, sent: tuple[str, bytes]) -> str:
        """A program's mail comes in, and our mail server vouches for its sender; what became of it."""
        recipient, raw = sent
        self.wait()
        number = keep(PASSED + raw, (recipient,), door="lmtp", now=self.now).id
        handle_due(app.config, "me")
        db.session.rollback()
        return db.session.get_one(InboundMessage, number).outcome
