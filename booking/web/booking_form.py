"""The page of the booking form: empty, typed in, or refused."""

from typing import Any

from flask import render_template

from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms import times
from booking.forms.questions import ANSWER, UNITS
from booking.forms.reservation import ReservationForm
from booking.web.clashes import ways, without_dates
from booking.wording import of_error


def next_step(form: ReservationForm, step: str) -> Any:
    """Asked again with more rows, or with the questions of other spaces; nothing is booked."""
    if step == "attendees":
        form.add_rows()
    return page(form, step=step)


def page(form: ReservationForm, refused: BookingError | None = None, step: str = "") -> Any:
    found = ways(form, refused)
    concerning_all = without_dates(refused) if refused and found.clashes else refused
    shown = render_template(
        "reservations/new.html",
        form=form,
        step=step,
        refusal=of_error(refused) if refused else "",
        refused=refused,
        told=form.refuse(concerning_all) if concerning_all and refusals.rules_of(concerning_all) else [],
        ways=found,
        **parts(form),
    )
    return shown, refused.status if refused else 200


def parts(form: ReservationForm) -> dict[str, Any]:
    """What the fields of a booking need beside the form."""
    return {
        "answers": [field for field in form if field.name.startswith(ANSWER)],
        "units": [field for field in form if field.name.startswith(UNITS)],
        "interval": times.interval(form.starts_on, form.begins, form.ends, form.tzid)[0],
    }
