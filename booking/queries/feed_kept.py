"""What bookings are in feeds, kept: only a changed one is written anew (D38)."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import get_locale
from sqlalchemy import Row, select
from sqlalchemy.orm import selectinload

from booking.extensions import db
from booking.models import Occurrence, Reservation, ReservationSpace
from booking.queries.feed_entries import Entry, entries
from booking.queries.feeds import Feed
from booking.queries.kept import Kept
from booking.queries.spaces import names_of_spaces

_kept = Kept[tuple[Entry, ...]](20_000)
_CHUNK = 500


def kept_entries(
    feed: Feed, rows: Sequence[Row[Any]], base_url: str, singly: bool
) -> Iterator[tuple[Entry, ...]]:
    """Of each row of `feed_bookings`, in the locale in force."""
    told = (feed.level, str(get_locale()), feed.tzid, feed.space_id, base_url, singly)
    stamp = (*told, names_of_spaces(), tuple(sorted(feed.centre_names.items())))
    keys = {row.id: (row.id, row.uid, row.changed_at, row.changes, row.revision, *stamp) for row in rows}
    found = {id: kept for id, key in keys.items() if (kept := _kept.get(key)) is not None}
    for booking in _loaded(feed, [id for id in keys if id not in found]):
        found[booking.id] = _kept.put(keys[booking.id], entries(feed, booking, base_url, singly))
    return (found[row.id] for row in rows)


def _loaded(feed: Feed, ids: list[int]) -> Iterator[Reservation]:
    dates = selectinload(Reservation.occurrences)
    options = [
        dates.joinedload(Occurrence.space),
        selectinload(Reservation.space_links).joinedload(ReservationSpace.resource),
        selectinload(Reservation.everybody),
        *([dates.selectinload(Occurrence.claims)] if feed.space_id else []),
    ]
    for n in range(0, len(ids), _CHUNK):
        some = select(Reservation).where(Reservation.id.in_(ids[n : n + _CHUNK]))
        yield from db.session.scalars(some.options(*options))
