"""The text of a feed, joined from the texts of its events, which are kept (D38)."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import get_locale, gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from booking.extensions import db
from booking.ical.feed import feed as calendar
from booking.ical.vevent import Event, serialise
from booking.models import Occurrence, Reservation, ReservationSpace, Resource
from booking.models.resource import EQUIPMENT
from booking.queries.feeds import Feed, meetings
from booking.queries.kept import Kept
from booking.rules.interval import Interval
from booking.rules.lifecycle import TENTATIVE
from booking.rules.links import disguised
from booking.rules.policy import BUSY, FULL
from booking.rules.titles import summary
from booking.wording import listed, translated

MOST = 900
_UID = "the-uid-is-filled-in-for-each-reader"
_kept = Kept[bytes](20_000)
_CHUNK = 500


def written(
    feed: Feed, window: Interval, secret: str, base_url: str, everything: bool
) -> tuple[bytes, datetime]:
    """The calendar in the locale in force, and when something in it changed last.

    `secret` hides the UIDs where only busy times are told; `base_url` is where the pages are.
    """
    rows = meetings(feed, window, None if everything else MOST + 1)
    shown = rows if everything else rows[:MOST]
    texts = _texts(feed, shown, base_url)
    if feed.level == BUSY:
        pairs = zip(texts, shown, strict=True)
        texts = [text.replace(_UID.encode(), _hidden(secret, row), 1) for text, row in pairs]
    zones = [feed.tzid] if feed.level == BUSY else [feed.tzid, *(row.tzid for row in shown)]
    changed_at = max((row.changed_at for row in shown), default=feed.created_at)
    return calendar(_name(feed), _about(len(shown) < len(rows)), zones, texts), changed_at


def _name(feed: Feed) -> str:
    subject = translated(feed.space_names) if feed.space_names else gettext("My bookings")
    return f"{subject} – {translated(feed.centre_names)}"


def _about(cut: bool) -> str:
    if not cut:
        return ""
    return gettext("Only the first %(most)s events are here. ?all=1 after the address gives all.", most=MOST)


def _texts(feed: Feed, rows: Sequence[Any], base_url: str) -> list[bytes]:
    stamp = (feed.level, str(get_locale()), feed.tzid, base_url, _names())
    keys = [(*row, *stamp) for row in rows]
    found = {key: text for key in keys if (text := _kept.get(key)) is not None}
    missing = {key[0]: key for key in keys if key not in found}
    for occurrence in _loaded(list(missing)):
        key = missing[occurrence.id]
        found[key] = _kept.put(key, serialise(_event(feed, occurrence, base_url)))
    return [found[key] for key in keys]


def _names() -> int:
    """Changes when a space is called otherwise."""
    rows = db.session.execute(select(Resource.id, Resource.names).where(Resource.kind != EQUIPMENT))
    return hash(tuple(sorted((row.id, *sorted(row.names.items())) for row in rows)))


def _loaded(ids: list[int]) -> Iterator[Occurrence]:
    whole = joinedload(Occurrence.reservation)
    options = (
        joinedload(Occurrence.space),
        whole.selectinload(Reservation.space_links).joinedload(ReservationSpace.resource),
        whole.selectinload(Reservation.everybody),
    )
    for n in range(0, len(ids), _CHUNK):
        some = select(Occurrence).where(Occurrence.id.in_(ids[n : n + _CHUNK]))
        yield from db.session.scalars(some.options(*options))


def _hidden(secret: str, row: Any) -> bytes:
    return disguised(secret, uid_of(row.uid, row.rrule, row.recurrence_id)).encode()


def uid_of(uid: str, rrule: str | None, recurrence_id: str) -> str:
    """Every date of a series is an event of its own here: programs that know no series show them all."""
    return f"{recurrence_id}/{uid}" if rrule else uid


def _event(feed: Feed, occurrence: Occurrence, base_url: str) -> Event:
    """Without people: no personal link, and nobody's calendar takes it for an invitation."""
    booking = occurrence.reservation
    busy = Event(
        uid=_UID,
        sequence=occurrence.sequence,
        dtstamp=booking.changed_at,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        tzid=feed.tzid,
        summary=gettext("Busy"),
        classification="PRIVATE",
    )
    if feed.level == BUSY:
        return busy
    place = listed((*(translated(s.names) for s in occurrence.spaces), translated(feed.centre_names)))
    titled = replace(
        busy,
        uid=uid_of(booking.uid, booking.rrule, occurrence.recurrence_id),
        tzid=booking.tzid,
        summary=occurrence.title or summary(booking.title, booking.second_title),
        location=place,
        status="TENTATIVE" if occurrence.status == TENTATIVE else "CONFIRMED",
    )
    return _full(titled, booking, base_url) if feed.level == FULL else titled


def _full(event: Event, booking: Reservation, base_url: str) -> Event:
    booker = listed((booking.contact_name, booking.contact_company))
    people = listed(attendee.name or attendee.email for attendee in booking.attendees)
    lines = (
        booking.description,
        gettext("Booked by: %(name)s", name=booker),
        gettext("Invited: %(names)s", names=people) if people else "",
    )
    return replace(
        event,
        description="\n\n".join(filter(None, lines)),
        url=f"{base_url}/reservations/{booking.id}",
        classification="PUBLIC",
        created_at=booking.created_at,
        last_modified_at=booking.changed_at,
    )
