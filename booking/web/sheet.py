"""The page around the tables, rendered once for all who differ only in their name and in what is taken."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import current_app, render_template, request, session
from flask_babel import get_locale
from markupsafe import escape

from booking.queries.availability import Facts
from booking.queries.kept import Kept
from booking.rules.segments import FREE
from booking.web.asked import MONTH, VIEWS, Asked
from booking.web.kept import kept
from booking.web.lines import lines
from booking.web.month import Day, calendar, days_of
from booking.web.next_free import next_free
from booking.web.rows import Reader
from booking.web.table import Table, tables
from booking.web.visitor import viewer_tzid, visitor

# Stand in the kept page for what is each reader's own; no text of anybody's can hold them.
_NAME, _ROWS = "\x00name\x00", "\x00rows\x00"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page is about: tables, or the days of a month."""

    tables: Sequence[Table]
    days: Sequence[Day]

    @property
    def free(self) -> bool:
        return any(table.free for table in self.tables) or any(day.kind == FREE for day in self.days)

    @property
    def requested(self) -> bool:
        return any(table.requested for table in self.tables)

    @property
    def prepared(self) -> bool:
        return any(table.prepared for table in self.tables)


@dataclass(frozen=True, slots=True)
class Page:
    """`next_on` is the next day with a free time, looked for where none is shown."""

    asked: Asked
    today: date
    known: Facts
    shown: Shown
    next_on: date | None


def sheet(asked: Asked, today: date, known: Facts, now: datetime) -> str | bytes:
    """One query where a booking has changed; none when nothing has since this reader last looked."""
    reader = Reader(visitor(), str(get_locale()), viewer_tzid(), now)
    if _something_to_say():
        return _rendered(_page(asked, today, known, reader))
    key = (
        reader.by, reader.locale, reader.tzid, reader.quarter, request.full_path, asked.on, today, known,
    )  # fmt: skip
    pages: Kept[bytes] = kept("pages", 256)
    return pages.get(key) or pages.put(key, _filled(_page(asked, today, known, reader), reader).encode())


def _page(asked: Asked, today: date, known: Facts, reader: Reader) -> Page:
    found = lines(asked.lines(known.spaces))
    month = asked.view == MONTH
    shown = Shown([], days_of(found, reader)) if month else Shown(tables(asked, found, reader), [])
    nothing = known.spaces and not shown.free
    return Page(asked, today, known, shown, next_free(asked, today, reader) if nothing else None)


def _something_to_say() -> bool:
    """A message that is shown once belongs to this page alone."""
    cookie = current_app.config["SESSION_COOKIE_NAME"]
    return cookie in request.cookies and "_flashes" in session


def _filled(page: Page, reader: Reader) -> str:
    if page.asked.view == MONTH:
        return _rendered(page)
    rows = iter(["".join(table.rows) for table in page.shown.tables])
    own = {_NAME: str(escape(reader.by.name)) if reader.by else ""}
    parts = _parts(page, reader)
    return "".join([next(rows) if part == _ROWS else own.get(part, part) for part in parts])


def _parts(page: Page, reader: Reader) -> list[str]:
    sheets: Kept[list[str]] = kept("sheets", 256)
    shown = page.shown
    key = (
        reader.locale, reader.by and reader.by.role, repr(page.known.house), reader.tzid, request.full_path,
        page.asked.on, page.today, page.next_on, tuple([space.terms for space in page.known.spaces]),
        shown.free, shown.requested, shown.prepared,
        tuple([(table.tzid, table.hours, table.now) for table in shown.tables]),
    )  # fmt: skip
    return sheets.get(key) or sheets.put(key, _split(page))


def _split(page: Page) -> list[str]:
    by, shown = visitor(), page.shown
    empty = [replace(table, rows=[_ROWS]) for table in shown.tables]
    nobody = replace(by, name=_NAME) if by else None
    text = _rendered(page, tables=empty, visitor=nobody)
    for mark in (_NAME, _ROWS):
        text = text.replace(mark, f"\x01{mark}\x01")
    return text.split("\x01")


def _rendered(page: Page, **instead: Any) -> str:
    asked, spaces, shown = page.asked, page.known.spaces, page.shown
    values = {
        "asked": asked, "today": page.today, "spaces": spaces, "shown": shown, "next_on": page.next_on,
        "tables": shown.tables, "views": VIEWS, "weeks": list(calendar(asked, spaces)),
    }  # fmt: skip
    return render_template("availability/show.html", **values | instead)
