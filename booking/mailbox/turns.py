"""The mails that wait are handled, one after another."""

import faulthandler
import logging
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from booking import clock
from booking.actions.inbound import Outcome
from booking.actions.inbound_turns import Taken, mark_inbound, postpone_inbound, put_off_inbound, take_inbound
from booking.errors import Unreadable
from booking.mailbox.handle import handle
from booking.mailbox.pace import TooFast
from booking.mailbox.parts import leaves, whole
from booking.mailbox.prose import prose
from booking.models.inbound import REFUSED

log = logging.getLogger(__name__)
MOST = 500  # in one go
LONGEST = 120  # seconds for one mail; then the process ends itself, and the try counts


def handle_due(
    settings: Mapping[str, Any], me: str, *, only: int | None = None, go_on: Callable[[], bool] = lambda: True
) -> int:
    """All that is due, or `only` that one. How many there were."""
    for count in range(MOST):
        taken = take_inbound(me, now=clock.now(), only=only) if go_on() else None
        if taken is None:
            return count
        handle_one(taken, settings, me)
    return MOST


def handle_one(taken: Taken, settings: Mapping[str, Any], me: str) -> None:
    text = ""
    try:
        with _in_time():
            text = words_of(taken.raw)
            outcome = handle(
                taken.raw,
                taken.envelope,
                settings=settings,
                now=clock.now(),
                inbound_id=taken.id,
                confirmation=taken.confirmation,
            )
    except Unreadable as refused:
        outcome = Outcome(REFUSED, refused.code, refused.values)
        mark_inbound(taken, me, outcome, now=clock.now(), text=text)
    except TooFast as early:
        postpone_inbound(taken, me, early.until, "too_fast", {"sender": early.sender}, text=text)
    except Exception as error:
        log.warning("inbound mail %s, try %s", taken.id, taken.tries, exc_info=True)
        put_off_inbound(taken, me, f"{type(error).__name__}: {error}", now=clock.now(), text=text)
    else:
        mark_inbound(taken, me, outcome, now=clock.now(), text=text)


def words_of(raw: bytes) -> str:
    """What it says to people; nothing where it cannot be read."""
    try:
        return prose(leaves(whole(raw)))
    except Unreadable:
        return ""


@contextmanager
def _in_time() -> Iterator[None]:
    """Nothing in a mail can stop us for ever, not even in code that hears no signal."""
    faulthandler.dump_traceback_later(LONGEST, exit=True, file=sys.__stderr__ or sys.stderr)
    try:
        yield
    finally:
        faulthandler.cancel_dump_traceback_later()
