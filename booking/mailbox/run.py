"""The mailbox process: it reads what comes in, and handles it."""

import logging
import signal
from threading import Event, Thread

from flask import Flask

from booking.actions.inbound_turns import free_inbound
from booking.mailbox.reading import keep_reading
from booking.mailbox.turns import handle_due
from booking.only import became_the_one, stay_the_one, step_down
from booking.process import worker_name
from booking.queries.inbound import MAILBOX

log = logging.getLogger(__name__)
LOOK = 5.0  # seconds between two looks for what others have stored, or what is to be tried again


def run(app: Flask) -> int:
    """Until SIGTERM or SIGINT; what is under way is finished first. The exit status."""
    stopping, lost, arrived, me = Event(), Event(), Event(), worker_name()

    def stop(*_: object) -> None:
        stopping.set()
        arrived.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    if not became_the_one(app, MAILBOX, me, stopping):
        return 0
    with app.app_context():
        free_inbound()
    keeper = Thread(target=stay_the_one, args=(app, MAILBOX, me, stopping, lost))
    reader = Thread(target=keep_reading, args=(app, me, stopping, arrived))
    for thread in (keeper, reader):
        thread.start()
    keep_handling(app, me, stopping, arrived)
    for thread in (reader, keeper):
        thread.join()
    step_down(app, MAILBOX, me)
    return int(lost.is_set())


def keep_handling(app: Flask, me: str, stopping: Event, arrived: Event) -> None:
    while not stopping.is_set():
        arrived.clear()
        try:
            with app.app_context():
                handle_due(app.config, me, go_on=lambda: not stopping.is_set())
        except Exception:
            log.exception("inbound mail could not be handled now")
        if not stopping.is_set():
            arrived.wait(LOOK)
