"""What became another of the dates of a booking between two pictures of it (D10)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from booking.rules.lifecycle import HOLDING, WAITLISTED

TIME, SPACES, ADDED, ASKED, DATE_TITLE = "time", "spaces", "date", "asked", "title"
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """`date` is the recurrence_id of the date of a series that it concerns, as it was; empty for all.

    Of what was added `old` is None, of what was taken out `new` is.
    """

    what: str
    old: Any
    new: Any
    date: str = ""


def changes_of_dates(before: Row, after: Row) -> Iterator[Change]:
    """By their times. A date counts while it holds its slot or waits for it; what became of a single booking
    as a whole is no change of a date."""
    series = bool(before["reservation"].get("rrule") or after["reservation"].get("rrule"))
    old, new = _rows(before), _rows(after)
    places = (list(before["spaces"]), list(after["spaces"]))
    for each in sorted({*old, *new}, key=lambda one: _when(old.get(one) or new[one])):
        was, now = old.get(each), new.get(each)
        if was and now:
            yield from _of_one(was, now, series, places)
        elif series:
            yield Change(ADDED, was and span(was), now and span(now), (was or now or {})["recurrence_id"])


def _rows(picture: Row) -> dict[int, Row]:
    return {row["id"]: row for row in picture["occurrences"] if row["status"] in (*HOLDING, WAITLISTED)}


def _when(row: Row) -> tuple[str, int]:
    return row["starts_at"], row["id"]


def span(row: Row) -> dict[str, Any]:
    return {"starts_at": row["starts_at"], "ends_at": row["ends_at"]}


def _of_one(was: Row, now: Row, series: bool, places: tuple[list[int], list[int]]) -> Iterator[Change]:
    """`places` are the booking's own spaces, which a date has that names none."""
    date = was["recurrence_id"] if series else ""
    there, here = _spaces(was, places[0]), _spaces(now, places[1])
    if span(was) != span(now):
        yield Change(TIME, span(was), span(now), date)
    if was.get("space_id") != now.get("space_id") and there != here:
        yield Change(SPACES, there, here, date)
    if was.get("title") != now.get("title"):
        yield Change(DATE_TITLE, was.get("title"), now.get("title"), date)
    granted = not now.get("pending") and (span(was), there) != (span(now), here)
    if _wish(was) != _wish(now) and not granted:
        yield Change(ASKED, _wish(was), _wish(now), date)


def _spaces(row: Row, usual: list[int]) -> list[int]:
    return [row["space_id"]] if row.get("space_id") else usual


def _wish(row: Row) -> dict[str, Any] | None:
    """What staff are asked for."""
    wish = row.get("pending")
    return span(wish) | {"spaces": list(wish["spaces"])} if wish else None
