"""A space as Radicale's collection, and what holds collections."""

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from flask import current_app, g
from radicale.storage import BaseCollection

from booking import clock
from booking.dav.calendars import FIRST, Calendar, http_date, id_of, name_of
from booking.dav.item import Event, Texts
from booking.queries.calendar_collections import Collection
from booking.queries.calendar_lines import Line, changed_since, last_change, lines_of, lines_within
from booking.queries.calendar_puts import put_names, put_under
from booking.queries.calendar_texts import texts
from booking.rules.interval import Interval


class Holder(BaseCollection):
    """The root, or the home of a person; it holds collections and no events."""

    def __init__(self, path: str):
        self._path = path

    @property
    def path(self) -> str:
        return self._path

    def get_meta(self, key: str | None = None) -> Any:
        return {} if key is None else None

    def get_all(self) -> Iterable[Any]:
        return []

    def get_multi(self, hrefs: Iterable[str]) -> Iterable[Any]:
        return [(href, None) for href in hrefs]

    @property
    def last_modified(self) -> str:
        return http_date(clock.now())


class SpaceCollection(Calendar):
    def __init__(self, space: Collection):
        self.space = space
        self.name, self.stamp, self.changes = space.name, space.stamp, space.changes
        self._path = f"{g.actor.email}/{space.slug}"

    @property
    def path(self) -> str:
        return self._path

    @property
    def last_modified(self) -> str:
        return http_date(last_change(self.space) or FIRST)

    def within(self, window: Interval) -> Sequence[Event]:
        return self._events(lines_within(self.space, g.actor, window))

    def named(self, names: Sequence[str]) -> dict[str, Event]:
        ids = {id for name in names if (id := id_of(name)) is not None}
        ids |= set(put_under(self.space, g.actor, names).values())
        return {event.href: event for event in self._events(lines_of(self.space, g.actor, ids))}

    def changed_since(self, number: int) -> Sequence[str]:
        names = put_names(self.space, g.actor)
        return [names.get(id) or name_of(id) for id in changed_since(self.space, number)]

    def _events(self, lines: Sequence[Line]) -> list[Event]:
        key, base_url = current_app.config["SECRET_KEY"], current_app.config["BASE_URL"]
        read = Texts(partial(texts, self.space, g.actor, lines, key, base_url))
        return [Event(self, line.name or name_of(line.reservation_id), line, read) for line in lines]
