"""Radicale, with our own sign-in, rights and storage (DESIGN: it speaks the protocol, the desk decides)."""

import logging
from collections.abc import Iterable, Iterator
from typing import Any

from flask import g
from radicale import config
from radicale.app import Application

from booking.dav import moving, writing
from booking.dav.answers import Condition, of_booking_error, of_condition
from booking.dav.body import LARGEST
from booking.dav.item import Event
from booking.dav.rights import Rights
from booking.dav.storage import Storage
from booking.dav.user import Auth
from booking.errors import BookingError
from booking.ical.limits import MOST_OCTETS

_MOST = 100_000  # events in one answer
_SETTINGS = {
    "auth": {"type": Auth, "delay": "0"},
    "rights": {
        "type": Rights,
        "permit_delete_collection": "False",
        "permit_overwrite_collection": "False",
    },
    "storage": {"type": Storage},
    "web": {"type": "none"},
    "server": {
        "max_content_length": str(LARGEST),
        "max_resource_size": str(MOST_OCTETS),
        "delay_on_error": "0",
    },
    "reporting": {"max_expand_occurrence": str(_MOST), "max_freebusy_occurrence": str(_MOST)},
}
# What Radicale raises for a question that it cannot read.
_UNREADABLE = (ValueError, AssertionError, LookupError, RuntimeError, OverflowError)
FORBIDDEN = (403, {"Content-Type": "text/plain"}, "Forbidden\n", None)
BAD_REQUEST = (400, {"Content-Type": "text/plain"}, "Bad Request\n", None)
NO_METHOD = (405, {"Content-Type": "text/plain"}, "Method Not Allowed\n", None)


class Server(Application):
    """A method gets environ, base_prefix, path, user, groups, request_info; it answers status, headers,
    text and None."""

    def __init__(self) -> None:
        # The gate notes refusals; of a failure it tells the root logger.
        logging.getLogger("radicale").setLevel(logging.CRITICAL + 1)
        settings = config.load()
        settings.update(_SETTINGS, "booking", privileged=True)
        super().__init__(settings)

    def do_PROPFIND(self, environ: Any, *more: Any) -> Any:
        if environ.get("HTTP_DEPTH", "0").lower() == "infinity":
            return of_condition(Condition("propfind-finite-depth"))
        return _read(super().do_PROPFIND, environ, *more)

    def _collect_allowed_items(self, items: Iterable[Any], *who: Any) -> Iterator[Any]:
        """Events have the rights of their calendar, which Radicale works out anew for each."""
        known: dict[str, Any] = {}
        for item in items:
            if not isinstance(item, Event):
                yield from super()._collect_allowed_items([item], *who)
                continue
            path = item.collection.path
            if path not in known:
                known[path] = list(super()._collect_allowed_items([item], *who))
            yield from ((item, *rights) for _, *rights in known[path])

    def do_REPORT(self, environ: Any, *more: Any) -> Any:
        body = environ["wsgi.input"].getvalue()
        g.tags_only = b"getetag" in body and b"calendar-data" not in body
        return _read(super().do_REPORT, environ, *more)

    def do_PROPPATCH(self, *asked: Any) -> Any:
        return _read(super().do_PROPPATCH, *asked)

    def do_GET(self, environ: Any, base_prefix: str, path: str, *more: Any) -> Any:
        if path.count("/") < 3:  # the root, a home: nothing to see in a browser
            return NO_METHOD
        return _unless_known(environ, _read(super().do_GET, environ, base_prefix, path, *more))

    def do_PUT(self, environ: Any, base_prefix: str, path: str, *more: Any) -> Any:
        return _written(writing.put, environ, path)

    def do_DELETE(self, environ: Any, base_prefix: str, path: str, *more: Any) -> Any:
        return _written(writing.delete, environ, path)

    def do_MKCALENDAR(self, *asked: Any) -> Any:
        """Spaces are made by staff, on pages."""
        return FORBIDDEN

    do_MKCOL = do_MKCALENDAR

    def do_MOVE(self, environ: Any, base_prefix: str, path: str, *more: Any) -> Any:
        return _written(moving.move, environ, path)

    def do_POST(self, *asked: Any) -> Any:
        return NO_METHOD


def _read(method: Any, *asked: Any) -> Any:
    try:
        return method(*asked)
    except _UNREADABLE:
        logging.getLogger(__name__).warning("a question that cannot be read", exc_info=True)
        return BAD_REQUEST


def _unless_known(environ: Any, answer: Any) -> Any:
    """304 for who has it already (RFC 9110 13.1.2), which Radicale leaves out."""
    status, headers, *_ = answer
    known = {tag.strip().removeprefix("W/") for tag in environ.get("HTTP_IF_NONE_MATCH", "").split(",")}
    if status == 200 and known & {"*", headers.get("ETag", "")} - {""}:
        return 304, {"ETag": headers["ETag"]}, None, None
    return answer


def _written(method: Any, environ: Any, path: str) -> Any:
    try:
        return method(environ, path)
    except Condition as missed:
        return of_condition(missed)
    except BookingError as refused:
        return of_booking_error(refused)
