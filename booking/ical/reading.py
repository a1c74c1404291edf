"""A calendar message of somebody else, read as leniently as real clients demand (ICAL 0.8) and no further."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from booking.errors import Unreadable
from booking.ical.event_read import event
from booking.ical.limits import LONGEST_UID
from booking.ical.parts import Part, calendars
from booking.ical.received import METHODS, PUBLISH, Received, Scheduling
from booking.ical.times_read import Reader
from booking.ical.unescaping import in_short, one_line
from booking.ical.vevent import CalendarUser
from booking.ical.zones_read import zone_finder

_FIRST = datetime.min.replace(tzinfo=UTC)


def read(text: bytes, zones: Sequence[str] = ()) -> Scheduling:
    """`text` is UTF-8. `zones` are IANA names of the centre and its partners, the centre's first: its days
    are meant by events of whole days, and a series in a zone that only its message describes has to be
    like one of them. Unreadable, and nothing else, for whatever else it may be."""
    calendar = _only(calendars(text))
    method = _method(calendar)
    parts = calendar.named("VEVENT")
    uid = _uid(parts)
    if sum(not part.first("RECURRENCE-ID") for part in parts) > 1:  # before any of them is expanded
        raise Unreadable("event_twice")
    reader = Reader(zone_finder(calendar), tuple(zones))
    events = tuple(sorted((event(part, method, reader) for part in parts), key=_order))
    _once(events)
    return Scheduling(method, uid, _organizer(events), events, text)


def _only(found: list[Part]) -> Part:
    if not found:
        raise Unreadable("no_calendar")
    if len(found) > 1:
        raise Unreadable("several_calendars")
    return found[0]


def _method(calendar: Part) -> str:
    method = calendar.value("METHOD").upper() or PUBLISH
    if method not in METHODS or len(calendar.every("METHOD")) > 1:
        raise Unreadable("method_not_taken", method=in_short(method, 40))
    return method


def _uid(parts: list[Part]) -> str:
    """One for all (RFC 5546 3.2.2)."""
    if not parts:
        raise Unreadable("no_event")
    found = {one_line(part.value("UID"), LONGEST_UID + 1) for part in parts}
    if "" in found:
        raise Unreadable("no_uid")
    if len(found) > 1:
        raise Unreadable("several_uids")
    if len(uid := found.pop()) > LONGEST_UID:
        raise Unreadable("too_long_line", name="UID")
    return uid


def _order(one: Received) -> tuple[bool, datetime]:
    return one.recurrence_at is not None, one.recurrence_at or _FIRST


def _once(events: Sequence[Received]) -> None:
    if len({one.recurrence_at for one in events}) < len(events):
        raise Unreadable("event_twice")


def _organizer(events: Iterable[Received]) -> CalendarUser | None:
    found = {one.organizer.address.lower(): one.organizer for one in events if one.organizer}
    if len(found) > 1:
        raise Unreadable("several_organizers")
    return next(iter(found.values()), None)
