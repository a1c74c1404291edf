"""What the page of an invitation shows of other times that its reader proposes."""

from datetime import datetime
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm

from booking.actions.proposals import is_open, movable
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.proposal import ALL_DATES, NAMES, ProposalForm, proposal_form
from booking.models import Attendee, Occurrence, Proposal
from booking.rules.wall import local
from booking.web.times import clock_text


def proposal_of(attendee: Attendee, now: datetime, posted: Any = None) -> ProposalForm | None:
    """The form, by their clock; None where nothing can be moved."""
    found = attendee.reservation
    dates = sorted(movable(found, now), key=lambda date: date.starts_at)
    if not dates:
        return None
    form = proposal_form(dates, attendee.tzid, posted)
    each = [(date.recurrence_id, clock_text(date.starts_at, attendee.tzid)) for date in dates]
    form.date.choices = [*each, (ALL_DATES, gettext("All dates to come"))] if found.rrule else each
    return form


def times_of(form: ProposalForm) -> dict[str, list[str]]:
    """Day, beginning and end of each date that may be moved, by their clock, as the fields have them."""
    return {date.recurrence_id: _typed(date, form.tzid) for date in form.dates}


def _typed(date: Occurrence, tzid: str) -> list[str]:
    begins, ends = (local(at, tzid) for at in (date.starts_at, date.ends_at))
    return [f"{begins:%Y-%m-%d}", f"{begins:%H:%M}", f"{ends:%H:%M}"]


def open_of(attendee: Attendee, now: datetime) -> list[Proposal]:
    """Theirs that nobody has decided yet."""
    mine = (one for one in attendee.reservation.proposals if one.attendee_id == attendee.id)
    return [one for one in mine if is_open(one, now)]


def told(form: FlaskForm, refused: BookingError | None) -> refusals.Told:
    """What is wrong with an answer, or with what was proposed instead."""
    if refused is None or not refusals.rules_of(refused):
        return []
    return refusals.tell(form, refused, NAMES if isinstance(form, ProposalForm) else None)
