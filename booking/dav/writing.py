"""PUT books or changes, DELETE calls off; a refusal is no 5xx, or the app keeps what it has (ICAL D3)."""

from contextlib import suppress
from typing import Any

from flask import g

from booking import clock
from booking.actions.calendar_objects import Put
from booking.actions.cancel import cancel
from booking.actions.refuse_put import Asked, refuse_put
from booking.dav.answers import Condition
from booking.dav.collection import SpaceCollection
from booking.dav.desk import ask_the_desk
from booking.dav.home import calendar, parts, writable
from booking.dav.item import Event
from booking.dav.preconditions import demand_preconditions, revision_read
from booking.dav.wishes import event_in
from booking.errors import BookingError, Forbidden, Invalid, NotFound, OutOfPolicy, SlotTaken, WrongState
from booking.ical.limits import MOST_OCTETS
from booking.ical.received import Scheduling
from booking.queries.calendar_lines import lines_of
from booking.queries.calendar_puts import booked_under

Answer = tuple[int, dict[str, str], None, None]
_LONGEST_NAME = 255
REFUSALS = (Invalid, OutOfPolicy, SlotTaken, WrongState)  # of the desk, for a reason


def put(environ: dict[str, Any], path: str) -> Answer:
    """201 or 204, with an ETag only where the text is served as it came (RFC 4791 5.3.4). Raises Condition,
    BookingError."""
    collection, name, there = found(path)
    demand_preconditions(environ, there)
    text = environ["wsgi.input"].read()
    event = _event(text)
    number = _booked(collection, event, there)
    sent = Put(collection.space.space_id, name, event.uid, text.decode())
    try:
        ask_the_desk(collection.space, event, sent, number, revision_read(environ, there))
    except REFUSALS as refused:
        tell(collection, event, refused, number)
        raise
    return (204 if there else 201), _tag(collection, name, sent), None, None


def tell_of(collection: SpaceCollection, text: str, refused: BookingError, number: int) -> None:
    """As `tell`, of what stands there; a text that cannot be read is told of in no way."""
    with suppress(Condition):
        tell(collection, event_in(text.encode()), refused, number)


def tell(collection: SpaceCollection, event: Scheduling, refused: BookingError, number: int | None) -> None:
    """By mail, for no app shows why; what says no times cannot be told of."""
    first = event.events[0]
    if first.starts_at and first.ends_at:
        space = collection.space
        asked = Asked(event, space.space_id, first.summary or space.name)
        with suppress(BookingError):  # a courtesy: the refusal stands as it was
            refuse_put(asked, refused, number, by=g.actor, now=clock.now())


def delete(environ: dict[str, Any], path: str) -> Answer:
    """Raises NotFound, BookingError."""
    collection, _, there = found(path)
    if there is None:
        raise NotFound()
    demand_preconditions(environ, there)
    number, revision = there.line.reservation_id, revision_read(environ, there)
    try:
        cancel(number, by=g.actor, now=clock.now(), revision=revision)
    except REFUSALS as refused:
        tell_of(collection, there.serialize(), refused, number)
        raise
    return 204, {}, None, None


def found(path: str) -> tuple[SpaceCollection, str, Event | None]:
    """The collection, the name in it, and what stands there. Raises NotFound, and Forbidden for what nobody
    can put: a collection, or into one that may only be read."""
    where = parts(path)
    mine = len(where) == 3 and where[0].lower() == g.actor.email
    collection = calendar(where[1]) if mine else None
    if not isinstance(collection, SpaceCollection) or not writable(collection):
        raise Forbidden()
    if len(where[2]) > _LONGEST_NAME:
        raise Forbidden()
    ((name, there),) = collection.get_multi([where[2]])
    return collection, name, there


def _event(text: bytes) -> Scheduling:
    if len(text) > MOST_OCTETS:
        raise Condition("max-resource-size")
    return event_in(text)


def _booked(collection: SpaceCollection, event: Scheduling, there: Event | None) -> int | None:
    """The booking (id) that it is about. Under a new name it may be one of theirs in another space, which
    changes its space (D40). Raises Condition."""
    if there:
        if event.uid != there.uid:
            raise Condition("no-uid-conflict", 409)
        return there.line.reservation_id
    number = booked_under(event.uid, g.actor, clock.now())
    if number is not None and lines_of(collection.space, g.actor, [number]):
        raise Condition("no-uid-conflict", 409)
    return number


def _tag(collection: SpaceCollection, name: str, sent: Put) -> dict[str, str]:
    ((_, there),) = collection.get_multi([name])
    if there is None or there.serialize() != sent.text:
        return {}
    return {"ETag": there.etag}
