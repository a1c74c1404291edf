"""The calendars of whoever asks, read once a request."""

from collections.abc import Sequence

from flask import g

from booking.dav.calendars import Calendar
from booking.dav.collection import SpaceCollection
from booking.dav.mine import MyBookings
from booking.queries.calendar_collections import collections
from booking.queries.calendar_mine import mine


def calendars() -> Sequence[Calendar]:
    if "calendars" not in g:
        own = mine(g.actor)
        g.calendars = [*map(SpaceCollection, collections(g.actor)), *([MyBookings(own)] if own else [])]
    return g.calendars


def calendar(slug: str) -> Calendar | None:
    return next((one for one in calendars() if one.path.partition("/")[2] == slug), None)


def writable(found: Calendar | None) -> bool:
    return isinstance(found, SpaceCollection) and found.space.writable


def parts(path: str) -> list[str]:
    """Of `/<mail address>/<slug>/<name>`."""
    return [part for part in path.split("/") if part]
