from collections.abc import Sequence
from functools import partial

from flask import current_app, g
from flask_babel import gettext

from booking import clock
from booking.dav.calendars import Calendar, http_date, id_of, name_of
from booking.dav.item import Event, Texts
from booking.queries.calendar_lines import Line
from booking.queries.calendar_mine import Mine, lines_of_mine, lines_of_mine_among, texts_of_mine
from booking.rules.interval import Interval

SLUG = "~bookings"  # of no space: theirs have letters, digits and hyphens


class MyBookings(Calendar):
    def __init__(self, mine: Mine):
        self.mine, self.name = mine, gettext("My bookings")
        self.stamp, self.changes = mine.stamp, mine.changes
        self._path = f"{g.actor.email}/{SLUG}"

    @property
    def path(self) -> str:
        return self._path

    @property
    def last_modified(self) -> str:
        return http_date(clock.now())

    def within(self, window: Interval) -> Sequence[Event]:
        return self._events(lines_of_mine(g.actor, window))

    def named(self, names: Sequence[str]) -> dict[str, Event]:
        ids = {id for name in names if (id := id_of(name)) is not None}
        return {event.href: event for event in self._events(lines_of_mine_among(g.actor, ids))}

    def changed_since(self, number: int) -> Sequence[str]:
        """Only whether: the app reads all of it anew."""
        if number != self.changes:
            raise ValueError("which ones is not known")
        return []

    def _events(self, lines: Sequence[Line]) -> list[Event]:
        ids = [line.reservation_id for line in lines]
        read = Texts(partial(texts_of_mine, self.mine, ids, current_app.config["BASE_URL"]))
        return [Event(self, name_of(line.reservation_id), line, read) for line in lines]
