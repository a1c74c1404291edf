"""What lies where: the root, a home named by a mail address, a collection for each space, its bookings."""

import contextlib
from collections.abc import Iterator
from typing import Any

from flask import g
from radicale.storage import BaseStorage

from booking.dav.calendars import Calendar
from booking.dav.collection import Holder
from booking.dav.home import calendar, calendars, parts


class Storage(BaseStorage):
    _supports_unicode = _supports_trailing_whitespace = _supports_problematic_chars = True

    def discover(self, path: str, depth: str = "0", *more: Any, **others: Any) -> Iterator[Any]:
        where = parts(path)
        if len(where) < 2:
            yield from _holders(where, depth)
        elif found := calendar(where[1]):
            yield from _within(found, where[2:], depth)

    def create_collection(self, *asked: Any, **more: Any) -> Any:
        raise ValueError("spaces are made by staff")

    def move(self, *asked: Any) -> None:
        raise ValueError("a booking is changed, not moved")

    @contextlib.contextmanager
    def acquire_lock(self, *asked: Any, **more: Any) -> Iterator[None]:
        """The database does it."""
        yield

    def verify(self) -> bool:
        return True


def _holders(where: list[str], depth: str) -> Iterator[Any]:
    home = Holder(g.actor.email)
    yield home if where else Holder("")
    if depth != "0":
        yield from (calendars() if where else [home])


def _within(found: Calendar, name: list[str], depth: str) -> Iterator[Any]:
    if not name:
        yield found
        if depth != "0":
            yield from found.get_all()
    elif len(name) == 1:
        yield from (item for _, item in found.get_multi(name) if item)
