"""What became another between two pictures of a booking (D10), old and new."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from booking.rules.changed_dates import ADDED, ASKED, SPACES, TIME, Change, changes_of_dates

TITLE, DESCRIPTION, HEADCOUNT, RULE = "title", "description", "headcount", "rule"
SECOND_TITLE = "second_title"
EQUIPMENT, PEOPLE = "equipment", "people"
ANSWER, VIDEO = "answer", "video"
WHATS = (
    TITLE, SECOND_TITLE, RULE, TIME, SPACES, ADDED, ASKED, EQUIPMENT, HEADCOUNT, VIDEO, ANSWER, DESCRIPTION,
    PEOPLE,
)  # fmt: skip
_COURSE = ("rrule", "dtstart", "duration", "tzid")
Picture = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both pictures."""

    old: Picture
    new: Picture

    def columns(self, name: str) -> tuple[Any, Any]:
        return self.old["reservation"].get(name), self.new["reservation"].get(name)


def changes(before: Picture | None, after: Picture | None) -> list[Change]:
    """In the order in which they are read; none of what has no picture of a booking on both sides.

    Spaces and equipment are named by id, times are ISO 8601 in UTC, a rule is its columns; an answer comes
    with the slug of its question.
    """
    if not _of_booking(before) or not _of_booking(after):
        return []
    assert before is not None and after is not None
    sides = _Sides(before, after)
    return [
        *_column(sides, TITLE),
        *_column(sides, SECOND_TITLE),
        *_rule(sides),
        *_other(SPACES, list(before["spaces"]), list(after["spaces"])),
        *changes_of_dates(before, after),
        *_other(EQUIPMENT, before["equipment"], after["equipment"]),
        *_column(sides, HEADCOUNT),
        *_column(sides, VIDEO),
        *_answers(sides),
        *_column(sides, DESCRIPTION),
        *_people(sides),
    ]


def _of_booking(picture: Picture | None) -> bool:
    return picture is not None and {"reservation", "occurrences"} <= set(picture)


def _other(what: str, old: Any, new: Any) -> Iterator[Change]:
    if old != new:
        yield Change(what, old, new)


def _column(sides: _Sides, name: str) -> Iterator[Change]:
    return _other(name, *sides.columns(name))


def _rule(sides: _Sides) -> Iterator[Change]:
    old, new = ({name: picture["reservation"].get(name) for name in _COURSE} for picture in
                (sides.old, sides.new))  # fmt: skip
    if old["rrule"] or new["rrule"]:
        yield from _other(RULE, old, new)


def _answers(sides: _Sides) -> Iterator[Change]:
    old, new = (given or {} for given in sides.columns("answers"))
    for slug in {**old, **new}:
        yield from _other(ANSWER, _answer(slug, old), _answer(slug, new))


def _answer(slug: str, given: Mapping[str, str]) -> dict[str, str] | None:
    return {"question": slug, "answer": given[slug]} if given.get(slug) else None


def _people(sides: _Sides) -> Iterator[Change]:
    """Those taken off the list, then those added to it."""
    old, new = (_listed(picture) for picture in (sides.old, sides.new))
    yield from (Change(PEOPLE, person, None) for each, person in old.items() if each not in new)
    yield from (Change(PEOPLE, None, person) for each, person in new.items() if each not in old)


def _listed(picture: Picture) -> dict[int, dict[str, str]]:
    there = (row for row in picture["attendees"] if not row.get("removed"))
    return {row["id"]: {"email": row["email"], "name": row["name"]} for row in there}
