"""One booking as Radicale's item. Its text is written when it is asked for, with those of the same answer."""

from collections.abc import Callable, Mapping
from email.utils import format_datetime
from typing import Any

from flask import g
from radicale.item import Item

from booking.queries.calendar_lines import Line


class Texts:
    """Of all that is found by one question; read at once, when the first is asked for."""

    def __init__(self, read: Callable[[], Mapping[int, bytes]]):
        self._read = read
        self._texts: Mapping[int, bytes] = {}

    def of(self, reservation_id: int) -> str:
        self._texts = self._texts or self._read()
        return self._texts[reservation_id].decode()


def without_series(calendar: Any) -> Any:
    """Radicale takes an event that has a RECURRENCE-ID, and no other beside it, for an error."""
    alone = calendar.vevent_list if len(calendar.vevent_list) == 1 else []
    for event in alone:
        for named in event.contents.get("recurrence-id", [])[:]:
            event.remove(named)
    return calendar


class Event(Item):
    def __init__(self, collection: Any, name: str, line: Line, texts: Texts):
        span = (int(line.starts_at.timestamp()), int(line.ends_at.timestamp()))
        super().__init__(
            collection=collection,
            href=name,
            text="",
            etag=line.etag(collection.stamp, collection.path),
            uid=line.uid,
            name="VCALENDAR",
            component_name="VEVENT",
            last_modified=format_datetime(line.changed_at, usegmt=True),
            time_range=span,
        )
        self.line, self._texts = line, texts

    def serialize(self) -> str:
        """Radicale asks for the text of whatever it tells the ETag of, and throws it away."""
        return "" if g.get("tags_only") else self._written()

    def _written(self) -> str:
        self._text = self._text or self._texts.of(self.line.reservation_id)
        return self._text

    @property
    def vobject_item(self) -> Any:
        """For searches and expansion. One date without its series is by itself there."""
        self._written()
        return without_series(super().vobject_item)
