"""The page around the tables, rendered once for all who differ only in their name and in what is taken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from flask import current_app, g, render_template, request, session
from flask_babel import get_locale
from markupsafe import escape

from booking.queries.availability import Space
from booking.web.kept import Kept
from booking.web.table import Table
from booking.web.visitor import viewer_tzid, visitor

# Stand in the kept page for what is each reader's own; no text of anybody's can hold them.
_NAME, _ROWS = "\x00name\x00", "\x00rows\x00"


def sheet(asked: Any, today: date, spaces: Sequence[Space], tables: Sequence[Table]) -> str:
    if _something_to_say():
        return _rendered(asked, today, spaces, tables)
    parts = _parts(asked, today, spaces, tables)
    rows = iter(["".join(table.rows) for table in tables])
    by = visitor()
    own = {_NAME: str(escape(by.name)) if by else ""}
    return "".join([next(rows) if part == _ROWS else own.get(part, part) for part in parts])


def _something_to_say() -> bool:
    """A message that is shown once belongs to this page alone."""
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    return cookie in request.cookies and "_flashes" in session


def _parts(asked: Any, today: date, spaces: Sequence[Space], tables: Sequence[Table]) -> list[str]:
    kept: Kept[list[str]] = current_app.extensions.setdefault("kept_sheets", Kept(256))
    by = visitor()
    key = (
        str(get_locale()), by and by.role, repr(g.house), viewer_tzid(), request.full_path, asked.on, today,
        tuple([space.terms for space in spaces]), tuple([(table.tzid, table.hours) for table in tables]),
    )  # fmt: skip
    return kept.get(key) or kept.put(key, _split(asked, today, spaces, tables))


def _split(asked: Any, today: date, spaces: Sequence[Space], tables: Sequence[Table]) -> list[str]:
    by, empty = visitor(), [replace(table, rows=[_ROWS]) for table in tables]
    nobody = replace(by, name=_NAME) if by else None
    text = _rendered(asked, today, spaces, empty, visitor=nobody)
    for mark in (_NAME, _ROWS):
        text = text.replace(mark, f"\x01{mark}\x01")
    return text.split("\x01")


def _rendered(asked: Any, today: date, spaces: Sequence[Space], tables: Sequence[Table], **more: Any) -> str:
    return render_template(
        "availability/show.html", asked=asked, today=today, spaces=spaces, tables=tables, **more
    )
