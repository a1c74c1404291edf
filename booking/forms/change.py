"""The form that changes a booking: what was typed, as the difference to what the booking says."""

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext, lazy_gettext
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, HiddenField

from booking.actions.scopes import ONE
from booking.errors import BrokenRule, Invalid
from booking.forms import times
from booking.forms.decision import revision_read
from booking.forms.misread import misread
from booking.forms.questions import ANSWER, UNITS
from booking.forms.repeats import filled
from booking.forms.reservation import ReservationForm, reservation_form
from booking.forms.series import repeats_of
from booking.models import Occurrence, Reservation
from booking.permissions import Actor
from booking.queries.choices import Choices
from booking.rules.interval import Interval
from booking.rules.requests import CHAIR, FAIL, SKIP, BookingRequest, Edit, Invited
from booking.rules.wall import local

_OF_ALL = ("second_title", "description", "headcount", "video", "equipment", "attendees")


class ChangeForm(ReservationForm):
    """Made by `change_form`. `revision` is the one that was read; `at` the date that the times are of."""

    revision = HiddenField()
    scope = HiddenField()
    recurrence_id = HiddenField()
    reset_by_hand = BooleanField(lazy_gettext("Also move the dates that were changed by hand"))

    booking: Reservation
    at: Occurrence

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.repeats.form.named(gettext("As it does now"))

    @property
    def tzid(self) -> str:
        """Its clock stays the one by which it was booked."""
        return self.booking.tzid

    @property
    def is_series(self) -> bool:
        return bool(self.booking.rrule)

    @property
    def of_one(self) -> bool:
        """One date of a series has its own title, time and space, and nothing else."""
        return self.is_series and self.scope.data == ONE

    @property
    def read(self) -> int:
        return revision_read(self.revision.data or "")

    def to_edit(self) -> Edit:
        """Raises Invalid: all that cannot be understood; also where nothing is to change."""
        interval, wrong = self._times()
        wrong += [*misread(self), *self._not_typed()]
        if wrong or interval is None:
            raise Invalid(wrong)
        edit = self._edit(self._request(interval))
        if edit == Edit(on_conflict=edit.on_conflict, override_reason=edit.override_reason):
            raise Invalid([BrokenRule("nothing_to_change")])
        return edit

    def _times(self) -> tuple[Interval | None, list[BrokenRule]]:
        return times.interval(self.starts_on, self.begins, self.ends, self.tzid)

    def _not_typed(self) -> Iterable[BrokenRule]:
        if not (self.title.data or "").strip():
            yield BrokenRule("missing", "title")
        if not self.spaces.data:
            yield BrokenRule("missing", "space")

    def _edit(self, typed: BookingRequest) -> Edit:
        was = as_it_is(self.booking, self.at, self.of_one)
        own = ("title", "spaces", "interval")
        names = own if self.of_one else (*own, *_OF_ALL)
        changed = {name: getattr(typed, name) for name in names if getattr(typed, name) != getattr(was, name)}
        if self.of_one:
            return Edit(**changed, override_reason=typed.override_reason)
        changed |= {"answers": answers} if (answers := self._answers()) != _said(self, was.answers) else {}
        no_headcount = "headcount" in changed and changed["headcount"] is None
        return Edit(
            **changed,
            no_headcount=no_headcount,
            **(self._series(typed) if self.is_series else {}),
            override_reason=typed.override_reason,
        )

    def _answers(self) -> dict[str, str]:
        """An empty one takes back the one before."""
        return {slug: (answer or "").strip() for slug, answer in self._those(ANSWER)}

    def _series(self, typed: BookingRequest) -> dict[str, Any]:
        repeats, begins = self.repeats.form, self.begins.data
        rrule = repeats.rule(self.starts_on.data) or None
        others = repeats.days_left_out() != set(left_out(self.booking))
        return {
            "rrule": rrule,
            "exdates": repeats.left_out(begins) if rrule or others else None,
            "reset_by_hand": bool(self.reset_by_hand.data),
            "on_conflict": SKIP if self.on_conflict.data == SKIP else FAIL,
        }

    def _request(self, interval: Interval) -> BookingRequest:
        """People keep the role that they have."""
        typed = super()._request(interval)
        roles = {person.email: person.role for person in self.booking.attendees}
        people = (dataclasses.replace(p, role=roles.get(p.email.lower(), p.role)) for p in typed.attendees)
        kept = tuple(person for person in people if person.role != CHAIR)
        texts = ("title", "second_title", "description")
        text = {name: getattr(typed, name).strip() for name in texts}
        return dataclasses.replace(typed, attendees=kept, **text)


def _said(form: ChangeForm, answers: Mapping[str, str]) -> dict[str, str]:
    return {slug: answers.get(slug, "") for slug, _ in form._those(ANSWER)}


def as_it_is(booking: Reservation, at: Occurrence, of_one: bool) -> BookingRequest:
    """As the form shows it: of a whole series the time that its rule has."""
    whole = bool(booking.rrule) and not of_one
    return BookingRequest(
        spaces=tuple(space.slug for space in (booking.spaces if whole else at.spaces)),
        title=(at.title if of_one else None) or booking.title,
        second_title=booking.second_title,
        interval=at.planned if whole else at.interval,
        tzid=booking.tzid,
        equipment={need.equipment_type.slug: need.quantity for need in booking.equipment},
        attendees=tuple(invited(booking)),
        headcount=booking.headcount,
        video=booking.video,
        description=booking.description,
        answers=booking.answers,
    )


def invited(booking: Reservation) -> Iterable[Invited]:
    for person in booking.attendees:
        if person.role != CHAIR:
            yield Invited(person.email, person.name, person.locale, role=person.role)


def left_out(booking: Reservation) -> list[date]:
    """On purpose, or because they were taken."""
    return sorted({datetime.fromisoformat(wall).date() for wall in (*booking.exdates, *booking.skipped)})


def change_form(
    choices: Choices,
    by: Actor,
    booking: Reservation,
    at: Occurrence,
    scope: str,
    recurrence_id: str,
    typed: MultiDict[str, str] | None = None,
) -> ChangeForm:
    """`at` is the date whose time is shown; `typed` what was posted."""
    of_one = bool(booking.rrule) and scope == ONE
    was = as_it_is(booking, at, of_one)
    spaces = was.spaces if typed is None else typed.getlist("spaces")
    named = {"scope": scope, "recurrence_id": recurrence_id, "revision": booking.revision}
    about = {"booking": booking, "at": at}
    shown = _shown(booking, was) | named
    return reservation_form(choices, by, typed, spaces, ChangeForm, about, **shown)  # type: ignore[return-value]


def _shown(booking: Reservation, was: BookingRequest) -> dict[str, Any]:
    begins, ends = (local(end, booking.tzid) for end in (was.interval.starts_at, was.interval.ends_at))
    people = [{"email": p.email, "name": p.name, "locale": p.locale} for p in was.attendees]
    fields = {UNITS + slug: units for slug, units in was.equipment.items()}
    fields |= {ANSWER + slug: answer for slug, answer in was.answers.items()}
    return fields | {
        "title": was.title,
        "second_title": was.second_title,
        "starts_on": begins.date(),
        "begins": begins.time(),
        "ends": ends.time(),
        "headcount": was.headcount,
        "video": was.video,
        "description": was.description,
        "attendees": people,
        "repeats": _repeats(booking),
    }


def _repeats(booking: Reservation) -> dict[str, Any]:
    if not booking.rrule or not booking.dtstart:
        return {}
    starts = datetime.fromisoformat(booking.dtstart)
    return filled(repeats_of(booking.rrule, starts, booking.tzid), left_out(booking))
