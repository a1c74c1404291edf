"""Does to a video meeting what it reads, each in a process of its own and all at one moment.

`python -m tests.races.attend`, a line at a time. The processes are forked from this one, which has loaded
everything.

RACE_FAULTS=no_lock locks no rows (D53).
"""

import json
import os
import sys
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from booking import clock
from booking.actions import locks
from booking.actions.attendances import come, enter
from booking.app import create_app
from booking.errors import BookingError
from booking.extensions import db
from booking.rules.meetings import margins

SOON = 0.05  # seconds in which all are forked
if os.environ.get("RACE_FAULTS") == "no_lock":
    locks._needed = lambda: False


def main() -> None:
    app = create_app()
    with app.app_context():
        db.engine.dispose()  # no two may have one connection
    verbs = {"come": lambda what: _come(app, what), "enter": lambda what: _enter(app, what)}
    for line in sys.stdin:
        verb, whats = json.loads(line)
        at = time.time() + SOON
        children = [_forked(app, at, partial(verbs[verb], what)) for what in whats]
        for child in children:
            os.waitpid(child, 0)


def _forked(app: Any, at: float, do: Callable[[], Any]) -> int:
    """Its id. It has a connection of its own, and ends once it has said how that went."""
    if child := os.fork():
        return child
    time.sleep(max(0.0, at - time.time()))
    with app.app_context():
        os.write(1, json.dumps(_answer(do)).encode() + b"\n")
    os._exit(0)


def _come(app: Any, attendee_id: int) -> str:
    about = {"margins": margins(app.config), "provider": "janus", "how": "here"}
    return come(attendee_id, now=clock.now(), **about).ticket


def _enter(app: Any, ticket: str) -> int:
    return enter(ticket, now=clock.now(), margins=margins(app.config)).attendance_id


def _answer(do: Callable[[], Any]) -> list[Any]:
    try:
        return ["done", do()]
    except BookingError as error:
        return ["refused", error.code]
    except Exception as error:
        return ["failed", repr(error)]


if __name__ == "__main__":
    main()
