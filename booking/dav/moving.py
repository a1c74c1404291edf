"""MOVE: an event that is dragged from one space's calendar into another's takes place there (D40)."""

from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app, g

from booking import clock
from booking.actions.calendar_objects import Put, move_object
from booking.actions.change import change
from booking.dav.collection import SpaceCollection
from booking.dav.item import Event
from booking.dav.preconditions import demand_preconditions, revision_read
from booking.dav.writing import REFUSALS, found, tell_of
from booking.errors import Forbidden, NotFound, Stale
from booking.queries.reservations import reservation
from booking.rules.requests import Edit

Answer = tuple[int, dict[str, str], None, None]


def move(environ: dict[str, Any], path: str) -> Answer:
    """201; nothing is ever written over, nor called otherwise where it is. Raises NotFound, Stale, Forbidden,
    BookingError."""
    source, _, there = found(path)
    if there is None:
        raise NotFound()
    demand_preconditions(environ, there)
    target, new_name, taken = found(_destination(environ))
    if target.path == source.path:
        raise Forbidden()
    if taken:
        raise Stale()
    _ask_the_desk(source, target, there, new_name, revision_read(environ, there))
    return 201, {}, None, None


def _destination(environ: dict[str, Any]) -> str:
    """RFC 4918 10.3: an address of ours. Raises Forbidden for any other."""
    try:
        there = urlsplit(environ.get("HTTP_DESTINATION", ""))
    except ValueError as error:
        raise Forbidden() from error
    ours = ("", environ.get("HTTP_HOST"), urlsplit(current_app.config["BASE_URL"]).netloc)
    path, prefix = unquote(there.path), environ["SCRIPT_NAME"]
    if there.netloc not in ours or not path.startswith(f"{prefix}/") or not path.isprintable():
        raise Forbidden()
    return path.removeprefix(prefix)


def _ask_the_desk(
    source: SpaceCollection, target: SpaceCollection, there: Event, name: str, revision: int | None
) -> None:
    number, text = there.line.reservation_id, there.serialize()
    slugs = [space.slug for space in reservation(number).spaces]
    if source.space.slug not in slugs:
        raise Forbidden()
    spaces = [target.space.slug if slug == source.space.slug else slug for slug in slugs]
    put = Put(target.space.space_id, name, there.uid, text)
    try:
        change(
            number,
            Edit(spaces=tuple(dict.fromkeys(spaces))),
            by=g.actor,
            now=clock.now(),
            revision=revision,
            answer=lambda changed: move_object(changed.reservation, source.space.space_id, put, g.actor),
        )
    except REFUSALS as refused:
        tell_of(target, text, refused, number)
        raise
