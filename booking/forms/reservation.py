"""The booking form: what was typed, as a BookingRequest."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectChoice,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.validators import InputRequired

from booking.actions.idempotency import Once
from booking.errors import BookingError, Invalid
from booking.forms import candidates as further
from booking.forms import refusal, times
from booking.forms.misread import misread
from booking.forms.occasions import at_candidates, with_dates
from booking.forms.people import AttendeeForm, BookedForForm, Rows
from booking.forms.questions import ANSWER, UNITS, equipment_fields, question_fields
from booking.forms.repeats import RepeatsForm
from booking.permissions import Actor, may
from booking.queries.choices import Choices
from booking.rules import secrets
from booking.rules.intake import faults
from booking.rules.interval import Interval
from booking.rules.requests import FAIL, MAX_ATTENDEES, SKIP, WAIT, BookingRequest
from booking.wording import translated

ROWS = 3  # empty ones to begin with, and with each "add more"
NEEDED = [InputRequired()]  # marks the field; what is missing is told by the desk
NAMES = {
    "space": "spaces",
    "starts_at": "begins",
    "ends_at": "ends",
    "rrule": "repeats.freq",
    "exdates": "repeats.leave_out",
}
ON_CONFLICT = {
    FAIL: lazy_gettext("Book nothing, and show what is free instead"),
    SKIP: lazy_gettext("Leave those dates out"),
    WAIT: lazy_gettext("Wait in line for those dates"),
}
_SOME_DAY = Interval(datetime(2000, 1, 1, tzinfo=UTC), datetime(2000, 1, 2, tzinfo=UTC))


class ReservationForm(FlaskForm):
    """Made by `reservation_form`, which adds the equipment, the questions and, for staff, booked_for."""

    key = HiddenField()
    spaces = SelectMultipleField(lazy_gettext("Space"), validate_choice=False)
    title = StringField(lazy_gettext("Title"), NEEDED, render_kw={"maxlength": 200})
    second_title = StringField(
        lazy_gettext("The title in a second language"),
        description=lazy_gettext("Mails, pages and calendars show it under the title."),
        render_kw={"maxlength": 200},
    )
    starts_on = DateField(lazy_gettext("Day"), NEEDED)
    begins = TimeField(lazy_gettext("From"), NEEDED, further.CLOCK)
    ends = TimeField(lazy_gettext("Until"), NEEDED, further.CLOCK)
    repeats = FormField(RepeatsForm)
    on_conflict = RadioField(
        lazy_gettext("If a date is not free"),
        choices=[SelectChoice(*one) for one in ON_CONFLICT.items()],
        default=FAIL,
        validate_choice=False,
    )
    candidates = further.candidate_rows()
    headcount = IntegerField(lazy_gettext("Number of people"), render_kw={"min": 1})
    video = BooleanField(
        lazy_gettext("With a video meeting"),
        description=lazy_gettext("Everybody who is invited gets a link of their own with the invitation."),
    )
    description = TextAreaField(lazy_gettext("Description"), render_kw={"rows": 4, "maxlength": 4000})
    attendees = Rows(FormField(AttendeeForm), max_entries=MAX_ATTENDEES + 1)

    choices: Choices
    posted: MultiDict[str, str]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        named = {space.slug: translated(space.names) for space in self.choices.spaces}
        self.spaces.choices = [SelectChoice(*one) for one in named.items()]
        self.repeats.form.named(gettext("It does not repeat"))
        for rows, least in ((self.attendees, ROWS), (self.candidates, further.FURTHER)):
            while len(rows) < least:
                rows.append_entry()

    @property
    def tzid(self) -> str:
        return self.choices.tzid_of(self.spaces.data or ())

    @property
    def asked(self) -> Interval:
        """The time as typed, or some time where it cannot be read."""
        return times.interval(self.starts_on, self.begins, self.ends, self.tzid)[0] or _SOME_DAY

    def to_request(self) -> BookingRequest:
        """Raises Invalid: all that cannot be understood, and all that is wrong with the rest."""
        interval, wrong = times.interval(self.starts_on, self.begins, self.ends, self.tzid)
        wrong += misread(self)
        request = self._request(interval or _SOME_DAY)
        if wrong:
            raise Invalid([*wrong, *faults(request)])
        return with_dates(self, request)

    def _request(self, interval: Interval) -> BookingRequest:
        chosen = self.choices.chosen(self.spaces.data or ())
        return BookingRequest(
            spaces=tuple(space.slug for space in chosen),
            title=self.title.data or "",
            second_title=self.second_title.data or "",
            interval=interval,
            tzid=self.tzid,
            equipment={slug: units for slug, units in self._those(UNITS) if units},
            attendees=tuple(row.form.invited() for row in self._typed()),
            headcount=self.headcount.data,
            video=bool(self.video.data),
            description=(self.description.data or "").replace("\r\n", "\n"),
            answers={slug: answer for slug, answer in self._those(ANSWER) if (answer or "").strip()},
            booked_for=self.booked_for.form.person() if self.for_another else None,
            override_reason=self.override_reason.data or "" if "override_reason" in self else "",
        )

    def _those(self, prefix: str) -> Iterator[tuple[str, Any]]:
        found = (field for field in self if field.name.startswith(prefix))
        return ((field.name.removeprefix(prefix), field.data) for field in found)

    def _typed(self) -> list[Any]:
        return [row for row in self.attendees if row.form.typed]

    @property
    def for_another(self) -> bool:
        return "booked_for" in self and self.booked_for.form.typed

    def acting(self, by: Actor) -> Actor:
        """Staff who book for another do so through the door by which it was asked for."""
        return (
            dataclasses.replace(by, door=self.booked_for.form.door.data or by.door)
            if self.for_another
            else by
        )

    def once(self, request: BookingRequest) -> Once | None:
        """A second click brings the same key with the same request; another request is another booking."""
        if not self.key.data:
            return None
        digest = secrets.digest(f"{self.key.data}\n{request!r}")
        return Once(f"form:{digest}", digest)

    def add_rows(self) -> None:
        for _ in range(min(ROWS, MAX_ATTENDEES - len(self.attendees))):
            self.attendees.append_entry()

    def refuse(self, error: BookingError) -> refusal.Told:
        """Beside the fields. The desk counts the attendees it was given, the form all its rows."""
        rows = [n for n, row in enumerate(self.attendees) if row.form.typed]
        parts = [(given, n, part) for given, n in enumerate(rows) for part in ("email", "name")]
        error = at_candidates(self, error)
        moved = {f"attendees.{given}.{part}": f"attendees.{n}.{part}" for given, n, part in parts}
        return refusal.tell(self, error, NAMES | moved | dict(further.names(self.candidates)))


def reservation_form(
    choices: Choices,
    by: Actor,
    typed: MultiDict[str, str] | None,
    spaces: Sequence[str],
    base: type[ReservationForm] = ReservationForm,
    about: Mapping[str, Any] | None = None,
    **filled: Any,
) -> ReservationForm:
    """With the questions of `spaces`; `typed` is what was posted, `filled` what a new one begins with.

    `about` is what else a form of kind `base` knows.
    """
    fields: dict[str, Any] = {"choices": choices, "posted": typed or MultiDict(), **(about or {})}
    fields |= equipment_fields(choices.equipment) | question_fields(choices.questions(spaces))
    if may(by, "book_for"):
        fields["booked_for"] = FormField(BookedForForm)
    if may(by, "override"):
        fields["override_reason"] = TextAreaField(
            lazy_gettext("Reason to break the rules of the space"), render_kw={"rows": 2, "maxlength": 1000}
        )
    made: ReservationForm = type("Form", (base,), fields)(typed, data={"spaces": spaces, **filled})
    return made
