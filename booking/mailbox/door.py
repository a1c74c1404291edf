"""What every door hands mail to, and how it tells that it is well."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Event
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from booking.mailbox.claims import claims_of

EARLIEST = 65536  # bytes that surely hold the head of one that is too large


class Store(Protocol):
    def __call__(self, raw: bytes, envelope: Sequence[str], size: int = 0) -> None:
        """Once it returns the mail is ours (mailbox/keep.py). Raises Busy and whatever a database raises."""


@dataclass(frozen=True, slots=True)
class Door:
    """`well` is called after each round in which the door could be looked behind; `stopping` ends it."""

    settings: Mapping[str, Any]
    store: Store
    well: Callable[[], None]
    stopping: Event

    @property
    def url(self) -> SplitResult:
        return urlsplit(self.settings["INBOUND_URL"])

    @property
    def every(self) -> float:
        """Seconds between two looks where nobody tells us that there is mail."""
        return float(self.settings["INBOUND_EVERY"].total_seconds())

    def store_unaddressed(self, raw: bytes, size: int = 0) -> None:
        """For whom it is must be read in it."""
        self.store(raw, claims_of(raw).recipients(self.settings["INBOUND_DOMAIN"]), size)
