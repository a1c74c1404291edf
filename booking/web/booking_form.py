"""The page of the booking form: empty, typed in, looked at, or refused."""

from collections.abc import Callable
from typing import Any

from flask import redirect, render_template, request, url_for

from booking import clock
from booking.actions.book import book
from booking.actions.idempotency import AlreadyDone
from booking.errors import BookingError, Forbidden
from booking.forms import refusal as refusals
from booking.forms import times
from booking.forms.questions import ANSWER, UNITS
from booking.forms.reservation import ReservationForm, reservation_form
from booking.models import Reservation
from booking.permissions import Actor
from booking.queries.choices import choices
from booking.web.checked import Checked, checked
from booking.web.clashes import ways, without_dates
from booking.web.read_back import read_back
from booking.wording import LOCALE_NAMES, of_error, of_mail

CHECK, ATTENDEES = "check", "attendees"


def posted(by: Actor) -> ReservationForm:
    return reservation_form(choices(), by, request.form, request.form.getlist("spaces"))


def booked(by: Actor, again: Callable[..., Any]) -> Any:
    """What was posted is booked, and its page comes; else, by `again`, the form: refused, looked at, or asked
    for more rows or for the questions of other spaces. Raises Forbidden."""
    form = posted(by)
    if step := request.form.get("step", ""):
        return again(form, found=_next_step(form, step, by), step=step)
    try:
        wanted = form.to_request()
        told = book(wanted, by=form.acting(by), now=clock.now(), answer=_reference, once=form.once(wanted))
    except AlreadyDone as done:
        told = done.answer
    except Forbidden:
        raise
    except BookingError as refusal:
        return again(form, refusal)
    return redirect(url_for("reservations.show", reservation_id=told["id"]), 303)


def _reference(made: Reservation) -> dict[str, Any]:
    return {"id": made.id}


def _next_step(form: ReservationForm, step: str, by: Actor) -> Checked | None:
    if step == ATTENDEES:
        form.add_rows()
    return checked(form, by, clock.now()) if step == CHECK else None


def page(
    form: ReservationForm,
    refused: BookingError | None = None,
    found: Checked | None = None,
    step: str = "",
    template: str = "reservations/new.html",
    action: str = "",
    **more: Any,
) -> Any:
    instead = ways(form, refused)
    concerning_all = without_dates(refused) if refused and instead.clashes else refused
    shown = render_template(
        template,
        step=step,
        refusal=of_error(refused) if refused else "",
        refused=refused,
        told=form.refuse(concerning_all) if concerning_all and refusals.rules_of(concerning_all) else [],
        ways=instead,
        **about(form, found, action),
        **parts(form),
        **more,
    )
    return shown, refused.status if refused else 200


def about(form: ReservationForm, found: Checked | None, action: str = "") -> dict[str, Any]:
    """What the part of the page that looks at it needs; `action` is where the form is sent."""
    words = {"of_mail": of_mail, "locale_names": LOCALE_NAMES}
    action = action or url_for("reservations.create")
    return {"form": form, "found": found, "action": action, **words, **read_back(form)}


def parts(form: ReservationForm) -> dict[str, Any]:
    """What the fields of a booking need beside the form."""
    return {
        "answers": [field for field in form if field.name.startswith(ANSWER)],
        "units": [field for field in form if field.name.startswith(UNITS)],
        "interval": times.interval(form.starts_on, form.begins, form.ends, form.tzid)[0],
    }
