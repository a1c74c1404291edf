"""Further times to hold until the partners choose one (D24)."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from flask_babel import lazy_gettext
from wtforms import DateField, Form, FormField, TimeField

from booking.errors import BrokenRule
from booking.forms import times
from booking.forms.people import Rows
from booking.rules.interval import Interval
from booking.rules.requests import MOST_CANDIDATES

CLOCK = ["%H:%M", "%H:%M:%S"]
FURTHER = MOST_CANDIDATES - 1
NAMES = {"starts_at": "begins", "ends_at": "ends", "starts_on": "starts_on"}


class CandidateForm(Form):
    starts_on = DateField(lazy_gettext("Day"))
    begins = TimeField(lazy_gettext("From"), format=CLOCK)
    ends = TimeField(lazy_gettext("Until"), format=CLOCK)

    @property
    def typed(self) -> bool:
        return any(text.strip() for field in self for text in field.raw_data or ())

    def interval(self, tzid: str) -> tuple[Interval | None, list[BrokenRule]]:
        return times.interval(self.starts_on, self.begins, self.ends, tzid)


def candidate_rows() -> Rows:
    return Rows(FormField(CandidateForm), max_entries=FURTHER)


def typed_rows(rows: Any) -> list[tuple[int, CandidateForm]]:
    return [(n, row.form) for n, row in enumerate(rows) if row.form.typed]


def slots(rows: Any, tzid: str) -> tuple[Interval, ...]:
    found = (row.interval(tzid)[0] for _, row in typed_rows(rows))
    return tuple(slot for slot in found if slot)


def misread(rows: Any, tzid: str) -> Iterator[BrokenRule]:
    """By the names of the fields."""
    for n, row in typed_rows(rows):
        for rule in row.interval(tzid)[1]:
            yield replace(rule, field=f"candidates.{n}.{NAMES[rule.field]}")


def names(rows: Any) -> Iterable[tuple[str, str]]:
    """The desk counts those it was given, the form all its rows."""
    for given, (n, _) in enumerate(typed_rows(rows)):
        for theirs, ours in NAMES.items():
            yield f"candidates.{given}.{theirs}", f"candidates.{n}.{ours}"
