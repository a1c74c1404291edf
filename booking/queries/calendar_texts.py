"""The texts of a collection's bookings; each is kept as long as nothing in it changes."""

from collections.abc import Collection as Several
from collections.abc import Iterator, Sequence

from flask_babel import get_locale
from sqlalchemy import select

from booking.extensions import db
from booking.ical.calendar_object import calendar_object
from booking.ical.kept_text import with_status
from booking.ical.private_text import with_private
from booking.models import CalendarObject, Reservation
from booking.permissions import Actor
from booking.queries.booking_events import FILLED_IN
from booking.queries.calendar_collections import Collection
from booking.queries.calendar_events import events
from booking.queries.calendar_lines import Line, places
from booking.queries.calendar_puts import put_texts
from booking.queries.calendar_shape import shape
from booking.queries.calendar_sight import Sight
from booking.queries.kept import Kept
from booking.queries.reservations import WITH_ALL
from booking.rules.lifecycle import HOLDING, TENTATIVE
from booking.rules.links import disguised
from booking.rules.policy import BUSY, FULL

_kept = Kept[bytes](20_000)
_CHUNK = 200


def texts(of: Collection, by: Actor, lines: Sequence[Line], key: str, base_url: str) -> dict[int, bytes]:
    """By reservation id, in the language in force. `key` hides the UIDs where only busy times are told."""
    names = {line.reservation_id: _stamp(of, by, line, base_url) for line in lines}
    found = {id: text for id, name in names.items() if (text := _kept.get(name)) is not None}
    levels = {line.reservation_id: line.level for line in lines}
    missing = names.keys() - found.keys()
    theirs = {line.reservation_id for line in lines if line.name and line.level == FULL}
    put = put_texts(of, by, missing & theirs)
    for booking in loaded(missing):
        written = _written(of, booking, levels[booking.id], base_url)
        found[booking.id] = _kept.put(names[booking.id], _as_put(booking, put.get(booking.id), written))
    return {id: _hidden(text, key, by, id) if levels[id] == BUSY else text for id, text in found.items()}


def _stamp(of: Collection, by: Actor, line: Line, base_url: str) -> tuple[object, ...]:
    """Of what an app has put only its own person is told the text. A database that was put back to an earlier
    state may give a number twice, but not at the same time."""
    version = (line.reservation_id, line.uid, line.number, line.changed_at)
    return version, _look(of, line), base_url, by.id if line.name else None


def _as_put(booking: Reservation, put: CalendarObject | None, written: bytes) -> bytes:
    """The app's own text, where nothing in it has become another; with the STATUS that most of it has. Else
    ours, with what only the app knows of it."""
    if put is None:
        return written
    if put.shape != shape(booking):
        return with_private(written, put.text.encode())
    tentative = all(date.status == TENTATIVE for date in booking.occurrences if date.status in HOLDING)
    return with_status(put.text.encode(), "TENTATIVE" if tentative else "CONFIRMED")


def _look(of: Collection, line: Line) -> tuple[object, ...]:
    return of.space_id, line.level, str(get_locale()), of.names, of.centre_name, of.tzid


def loaded(ids: Several[int]) -> Iterator[Reservation]:
    wanted = sorted(ids)
    for n in range(0, len(wanted), _CHUNK):
        some = select(Reservation).where(Reservation.id.in_(wanted[n : n + _CHUNK]))
        yield from db.session.scalars(some.options(*WITH_ALL))


def _written(of: Collection, booking: Reservation, level: str, base_url: str) -> bytes:
    spaces = places(of) if level == BUSY else [of.space_id]
    return calendar_object(events(booking, Sight(spaces, level, of.tzid, of.centre_name, base_url)))


def _hidden(text: bytes, key: str, by: Actor, reservation_id: int) -> bytes:
    """A UID that no other reader has: two calendars cannot be joined (ICAL B10)."""
    return text.replace(FILLED_IN.encode(), disguised(key, f"{by.id}/{reservation_id}").encode())
