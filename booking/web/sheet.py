"""The page around the tables, rendered once for all who differ only in their name and in what is taken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from flask import current_app, render_template, request, session
from flask_babel import get_locale
from markupsafe import escape

from booking.queries.availability import Facts, Space
from booking.queries.kept import Kept
from booking.web.kept import kept
from booking.web.rows import Reader
from booking.web.table import Table, tables
from booking.web.visitor import viewer_tzid, visitor

# Stand in the kept page for what is each reader's own; no text of anybody's can hold them.
_NAME, _ROWS = "\x00name\x00", "\x00rows\x00"


def sheet(asked: Any, today: date, known: Facts, now: datetime) -> str | bytes:
    """One query where a booking has changed; none when nothing has since this reader last looked."""
    reader = Reader(visitor(), str(get_locale()), viewer_tzid(), now)
    if _something_to_say():
        return _rendered(asked, today, known.spaces, tables(asked.lines(known.spaces), asked.is_week, reader))
    key = (
        reader.by, reader.locale, reader.tzid, reader.quarter, request.full_path, asked.on, today, known,
    )  # fmt: skip
    pages: Kept[bytes] = kept("pages", 256)
    return pages.get(key) or pages.put(key, _filled(asked, today, known, reader).encode())


def _filled(asked: Any, today: date, known: Facts, reader: Reader) -> str:
    shown = tables(asked.lines(known.spaces), asked.is_week, reader)
    rows = iter(["".join(table.rows) for table in shown])
    own = {_NAME: str(escape(reader.by.name)) if reader.by else ""}
    parts = _parts(asked, today, known, shown, reader)
    return "".join([next(rows) if part == _ROWS else own.get(part, part) for part in parts])


def _something_to_say() -> bool:
    """A message that is shown once belongs to this page alone."""
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    return cookie in request.cookies and "_flashes" in session


def _parts(asked: Any, today: date, known: Facts, shown: Sequence[Table], reader: Reader) -> list[str]:
    sheets: Kept[list[str]] = kept("sheets", 256)
    key = (
        reader.locale, reader.by and reader.by.role, repr(known.house), reader.tzid, request.full_path,
        asked.on, today, tuple([space.terms for space in known.spaces]),
        tuple([(table.tzid, table.hours, table.requested) for table in shown]),
    )  # fmt: skip
    return sheets.get(key) or sheets.put(key, _split(asked, today, known.spaces, shown))


def _split(asked: Any, today: date, spaces: Sequence[Space], shown: Sequence[Table]) -> list[str]:
    by, empty = visitor(), [replace(table, rows=[_ROWS]) for table in shown]
    nobody = replace(by, name=_NAME) if by else None
    requested = any(table.requested for table in shown)
    text = _rendered(asked, today, spaces, empty, visitor=nobody, requested=requested)
    for mark in (_NAME, _ROWS):
        text = text.replace(mark, f"\x01{mark}\x01")
    return text.split("\x01")


def _rendered(asked: Any, today: date, spaces: Sequence[Space], shown: Sequence[Table], **more: Any) -> str:
    return render_template(
        "availability/show.html",
        asked=asked,
        today=today,
        spaces=spaces,
        tables=shown,
        **{"requested": any(table.requested for table in shown), **more},
    )
