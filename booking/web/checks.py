"""A booking is checked as it is typed: a part of its page, for the script that asks in between."""

from typing import Any

from flask import Blueprint, render_template, request

from booking import clock
from booking.errors import BookingError, TooManyTries
from booking.permissions import OWN, Actor
from booking.web import booking_form
from booking.web.checked import Checked, checked
from booking.web.feed_pace import Pace
from booking.web.visitor import require
from booking.wording import of_error

blueprint = Blueprint("checks", __name__)
MOST = 60  # a minute, of one person
_pace = Pace()


@blueprint.post("/reservations/check")
def create() -> Any:
    """Writes nothing. `mails` asks to see the mails too."""
    by = require("book", OWN)
    form = booking_form.posted(by)
    try:
        found, status = _checked(form, by), 200
    except BookingError as refusal:
        found, status = Checked(of_error(refusal)), refusal.status
    return render_template("reservations/check.html", **booking_form.about(form, found)), status


def _checked(form: Any, by: Actor) -> Checked:
    now = clock.now()
    if not _pace.allows(str(by.id), now, MOST):
        raise TooManyTries()
    return checked(form, by, now, mails="mails" in request.form)
