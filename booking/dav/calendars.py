"""What all our calendars have in common, as Radicale's collections."""

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import MappingProxyType
from typing import Any

from flask import current_app, g
from radicale.item import filter as filters
from radicale.storage import BaseCollection

from booking import clock
from booking.dav.item import Event
from booking.rules.interval import Interval
from booking.rules.links import unveiled, veiled

BEFORE = timedelta(days=92)  # older ones are found by their name, and by a search that says when
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)
CHUNK = 1000  # names looked up by one question
_TOKEN = "https://silkroom.invalid/sync/"
_SUFFIX = ".ics"


class Calendar(BaseCollection):
    """`name` is shown; `stamp` is equal only where the same number of `changes` shows the same (D38)."""

    name: str
    stamp: str
    changes: int
    _known: Mapping[str, Event] = MappingProxyType({})

    def within(self, window: Interval) -> Sequence[Event]:
        raise NotImplementedError

    def named(self, names: Sequence[str]) -> Mapping[str, Event]:
        """Those of them that there are."""
        raise NotImplementedError

    def changed_since(self, number: int) -> Sequence[str]:
        """Names, gone ones too; ValueError where that is not known."""
        raise NotImplementedError

    def get_meta(self, key: str | None = None) -> Any:
        values = {
            "tag": "VCALENDAR",
            "D:displayname": self.name,
            "C:supported-calendar-component-set": "VEVENT",
        }
        return values if key is None else values.get(key)

    def set_meta(self, props: Mapping[str, str]) -> None:
        """Apple's calendar sets a colour before it does anything else (ICAL D1); each app has its own."""

    @property
    def etag(self) -> str:
        return f'"{self.stamp}-{self.changes}"'

    def get_all(self) -> Sequence[Event]:
        return self.within(Interval(clock.now() - BEFORE, LAST))

    def get_filtered(self, asked: Iterable[Any]) -> Iterator[tuple[Event, bool]]:
        """What the database has found by its time need not be looked through once more."""
        tag, start, end, simple = filters.simplify_prefilters(asked, self.tag)
        if tag not in (None, "VEVENT"):
            return
        timed = start > filters.TIMESTAMP_MIN or end < filters.TIMESTAMP_MAX
        found = self.within(_interval(start, end)) if timed else self.get_all()
        yield from ((event, simple) for event in found)

    def sync(self, old_token: str = "") -> tuple[str, Iterable[str]]:
        """RFC 6578: names of what has changed since; ValueError for a token that is none, or of another
        sight. The counter was read before the changes: what comes between is told twice, never lost. Who asks
        for the token alone, as a PROPFIND of the home does, has no event read."""
        sight = f"{_TOKEN}{self.stamp}-"
        now = f"{sight}{self.changes}"
        if not old_token:
            return now, self._all_names()
        number = old_token.removeprefix(sight)
        if not (old_token.startswith(sight) and number.isascii() and number.isdigit() and len(number) < 10):
            raise ValueError("a token of another sight")
        if int(number) > self.changes:
            raise ValueError("a token of the future")
        return now, self.changed_since(int(number))

    def _all_names(self) -> Iterator[str]:
        """Nothing is read before the first is wanted. The same question asks for them by name."""
        self._known = {event.href: event for event in self.get_all()}
        yield from self._known

    def get_multi(self, hrefs: Iterable[str]) -> list[tuple[str, Event | None]]:
        """As many as there are: of thousands some at a time."""
        names = list(dict.fromkeys(hrefs))
        asked = [name for name in names if name not in self._known]
        chunks = (asked[n : n + CHUNK] for n in range(0, len(asked), CHUNK))
        found = ChainMap(dict(self._known), *map(self.named, chunks))
        return [(name, found.get(name)) for name in names]


def _interval(start: int, end: int) -> Interval:
    """From POSIX timestamps that may lie outside of what a datetime can be."""
    instants = [
        FIRST if at <= 0 else LAST if at >= LAST.timestamp() else datetime.fromtimestamp(at, UTC)
        for at in (start, end)
    ]
    return Interval(instants[0], max(instants[1], instants[0] + timedelta(seconds=1)))


def name_of(reservation_id: int) -> str:
    return veiled(_key(), reservation_id) + _SUFFIX


def id_of(name: str) -> int | None:
    return unveiled(_key(), name.removesuffix(_SUFFIX)) if name.endswith(_SUFFIX) else None


def _key() -> str:
    """Of each reader another: two that compare what they see find nothing in common."""
    return f"{current_app.config['SECRET_KEY']}/dav/{g.actor.id}"


def http_date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
