"""What a worker works with: who handles a kind, on which terms it is tried, and what time it is meanwhile."""

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from booking.models import Message


@dataclass(frozen=True, slots=True)
class Taken:
    """A row as plain values, to be sent outside of any transaction. `lost`: the attendee whom it is for,
    where mail did not reach them before."""

    id: int
    kind: str
    recipient: str
    content: bytes
    lost: int | None = None


class Handler(Protocol):
    """What to do with a kind of message. `apart`: each recipient has a server of its own; else all that it
    sends goes to one."""

    apart: bool

    def prepare(self, message: Message, now: datetime) -> bytes:
        """What will be sent, at this and at every later try. Only reads; within a transaction."""

    def send(self, message: Taken) -> None:
        """Takes less than the lease. Raises Temporary, Permanent; Unreachable where all that goes to the
        same server would fare alike: none of it is tried for a while, and none of its tries is used up.
        """


@dataclass(frozen=True, slots=True)
class Terms:
    """Before the n-th new try passes `backoff` × 2^(n-1), at most `backoff_max`; given up after `tries`.

    `rate` is how many messages all workers together send in any minute; None: as many as they can. A server
    that is away is asked again every `backoff`; with `give_up_after` less and less often, and what has been
    due for so long is given up.
    """

    batch: int
    lease: timedelta
    backoff: timedelta
    backoff_max: timedelta
    tries: int
    rate: int | None = None
    give_up_after: timedelta | None = None

    def wait(self, tries: int) -> timedelta:
        """After so many; with jitter, so that what failed together does not come back together."""
        return min(self.backoff_max, _jitter(self.backoff * 2 ** min(tries - 1, 30)))

    def rest(self, away: timedelta) -> timedelta:
        """While a server is away, so long already."""
        wait = max(self.backoff, away) if self.give_up_after else self.backoff
        return max(timedelta(seconds=1), min(self.backoff_max, _jitter(wait)))


def _jitter(wait: timedelta) -> timedelta:
    return wait * random.uniform(1, 1.25)


class Watch:
    """The time that goes by while a worker works, on from `now`."""

    def __init__(self, now: datetime):
        self.began_at, self.began = now, time.monotonic()

    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=time.monotonic() - self.began)
