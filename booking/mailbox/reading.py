"""The door that INBOUND_URL names, opened again whenever it fails."""

import logging
from collections.abc import Callable, Sequence
from threading import Event

from flask import Flask

from booking import clock
from booking.mailbox import fetch_imap, fetch_lmtp, fetch_maildir
from booking.mailbox.door import Door, Store
from booking.mailbox.keep import keep
from booking.mailbox.rounds import Rounds, note

log = logging.getLogger(__name__)
AGAIN = (1.0, 5.0, 15.0, 60.0)  # seconds before a door that failed is tried again


def keep_reading(app: Flask, me: str, stopping: Event, arrived: Event) -> None:
    """Until it is stopping. `arrived` is set when something was stored."""
    rounds, failures = Rounds(me), 0
    scheme = app.config["INBOUND_URL"].partition(":")[0]

    def well() -> None:
        nonlocal failures
        failures = 0
        with app.app_context():
            note(rounds)

    door = Door(app.config, _storing(app, scheme, arrived), well, stopping)
    while not stopping.is_set():
        try:
            READERS[scheme](door)
        except Exception as error:
            log.warning("the mailbox cannot be read", exc_info=True)
            with app.app_context():
                note(rounds, f"{type(error).__name__}: {error}")
            stopping.wait(AGAIN[min(failures, len(AGAIN) - 1)])
            failures += 1


def _storing(app: Flask, scheme: str, arrived: Event) -> Store:
    def store(raw: bytes, envelope: Sequence[str], size: int = 0) -> None:
        with app.app_context():
            keep(raw, envelope, door=scheme, now=clock.now(), size=size)
        arrived.set()

    return store


def _nothing(door: Door) -> None:
    """Others store (`flask receive`); only what they stored is handled."""
    while not door.stopping.is_set():
        door.well()
        door.stopping.wait(door.every)


READERS: dict[str, Callable[[Door], None]] = {
    "imap": fetch_imap.read,
    "imaps": fetch_imap.read,
    "lmtp": fetch_lmtp.read,
    "maildir": fetch_maildir.read,
    "pipe": _nothing,
}
