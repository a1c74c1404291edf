"""The page that asks which dates of a series are called off."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from flask import render_template
from flask_babel import gettext, ngettext
from wtforms import SelectChoice

from booking.actions.scopes import ALL, FOLLOWING, ONE, in_status, scoped
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.decision import CancellationForm
from booking.models import Occurrence, Reservation
from booking.permissions import Actor, may
from booking.queries.standard_reasons import by_verb
from booking.rules.lifecycle import HOLDING, WAITLISTED
from booking.rules.reasons import CANCEL
from booking.web.times import clock_text
from booking.wording import noted, of_error


def page(
    booking: Reservation,
    by: Actor,
    form: CancellationForm,
    now: datetime,
    refused: BookingError | None = None,
) -> Any:
    """Raises Invalid for a date that it does not have."""
    form.scope.choices = [SelectChoice(*one) for one in _scopes(booking, form, now)]
    shown = render_template(
        "reservations/cancel.html",
        booking=booking,
        form=form,
        only_waits=_only_wait(_ahead(booking, ALL, "", now)),
        reasons=by_verb([CANCEL]) if may(by, "desk") else {},
        told=refusals.tell(form, refused) if refused and refusals.rules_of(refused) else [],
        refusal=of_error(refused) if refused else "",
    )
    return shown, refused.status if refused else 200


def _scopes(booking: Reservation, form: CancellationForm, now: datetime) -> list[tuple[str, str]]:
    named, found = form.recurrence_id.data or "", []
    if named:
        (date,) = scoped(booking, ONE, named)
        day = clock_text(date.starts_at, booking.venue_tzid)
        following = len(_ahead(booking, FOLLOWING, named, now))
        found = [
            (ONE, gettext("Only this date, %(date)s", date=day)),
            (FOLLOWING, _counted(gettext("This date and all that follow"), following)),
        ]
    whole = _counted(gettext("All dates still to come"), len(_ahead(booking, ALL, named, now)))
    return [*found, (ALL, whole)]


def _counted(text: str, count: int) -> str:
    return noted(text, ngettext("%(num)d date", "%(num)d dates", count))


def said(booking: Reservation, scope: str, recurrence_id: str, now: datetime) -> str:
    """What calling these off comes to; whoever only waited held no time. Raises Invalid."""
    if _only_wait(_ahead(booking, scope, recurrence_id, now)):
        return gettext("You no longer wait for this time.")
    return gettext("It has been called off, and the time is free again.")


def _only_wait(dates: Collection[Occurrence]) -> bool:
    return bool(dates) and all(date.status == WAITLISTED for date in dates)


def _ahead(booking: Reservation, scope: str, recurrence_id: str, now: datetime) -> list[Occurrence]:
    return in_status(scoped(booking, scope, recurrence_id), (*HOLDING, WAITLISTED), now)
