"""What of a booking form cannot be understood, by the names of its fields."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from wtforms import IntegerField

from booking.errors import BrokenRule
from booking.forms import candidates as further
from booking.rules.requests import FAIL, SKIP, WAIT

if TYPE_CHECKING:
    from booking.forms.reservation import ReservationForm

MOST = 9999
_ON_CONFLICT = (None, FAIL, SKIP, WAIT)


def misread(form: "ReservationForm") -> Iterator[BrokenRule]:
    """But for the time itself."""
    known = {space.slug for space in form.choices.spaces}
    for slug in form.spaces.data or ():
        if slug not in known:
            yield BrokenRule("unknown_space", "spaces", {"slug": slug[:60]})
    for field in form:
        if isinstance(field, IntegerField) and not _readable(field):
            yield BrokenRule("not_a_number", field.name.replace("-", ".", 1))
    if form.on_conflict.data not in _ON_CONFLICT:
        yield BrokenRule("unknown_answer", "on_conflict")
    yield from form.repeats.form.misread(form.starts_on.data)
    yield from further.misread(form.candidates, form.tzid)
    yield from _languages(form)


def _readable(field: IntegerField) -> bool:
    typed = any(text.strip() for text in field.raw_data or ())
    return not typed or (field.data is not None and abs(field.data) <= MOST)


def _languages(form: "ReservationForm") -> Iterator[BrokenRule]:
    rows = {f"attendees.{n}": row.form for n, row in enumerate(form.attendees) if row.form.typed}
    people = rows | ({"booked_for": form.booked_for.form} if form.for_another else {})
    for name, person in people.items():
        for field in (person[part] for part in ("locale", "door") if part in person):
            if field.data not in (None, *(choice.value for choice in field.choices)):
                yield BrokenRule("unknown_answer", f"{name}.{field.short_name}")
