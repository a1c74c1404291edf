"""What a worker works with: who handles a kind, on which terms it is tried, and what time it is meanwhile."""

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from booking.models import Message


@dataclass(frozen=True, slots=True)
class Taken:
    """A row as plain values, to be sent outside of any transaction."""

    id: int
    kind: str
    recipient: str
    content: bytes


class Handler(Protocol):
    """What to do with a kind of message."""

    def prepare(self, message: Message, now: datetime) -> bytes:
        """What will be sent, at this and at every later try. Only reads; within a transaction."""

    def send(self, message: Taken) -> None:
        """Takes less than the lease. Raises Temporary, Permanent; Unreachable where all that this handler
        sends would fare alike: none of it is tried for a while, and none of its tries is used up.
        """


@dataclass(frozen=True, slots=True)
class Terms:
    """Before the n-th new try passes `backoff` × 2^(n-1), at most `backoff_max`; given up after `tries`.

    `rate` is how many messages all workers together send in any minute; None: as many as they can.
    """

    batch: int
    lease: timedelta
    backoff: timedelta
    backoff_max: timedelta
    tries: int
    rate: int | None = None

    def wait(self, tries: int) -> timedelta:
        """After so many; with jitter, so that what failed together does not come back together."""
        return min(self.backoff_max, _jitter(self.backoff * 2 ** min(tries - 1, 30)))

    def rest(self) -> timedelta:
        """While a server is away: as long as the first wait, however long it has been."""
        return max(timedelta(seconds=1), min(self.backoff_max, _jitter(self.backoff)))


def _jitter(wait: timedelta) -> timedelta:
    return wait * random.uniform(1, 1.25)


class Watch:
    """The time that goes by while a worker works, on from `now`."""

    def __init__(self, now: datetime):
        self.began_at, self.began = now, time.monotonic()

    def now(self) -> datetime:
        return self.began_at + timedelta(seconds=time.monotonic() - self.began)
