"""What staff did is taken back (D30); what was called off is booked again."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.restore import restore
from booking.actions.undo import undo
from booking.errors import BookingError
from booking.forms.decision import revision_read
from booking.web import booking_page
from booking.web.visitor import require
from booking.wording import of_error

blueprint = Blueprint("taken_back", __name__)
ONE = "/reservations/<int(max=2147483647):reservation_id>"


@blueprint.post(f"{ONE}/undo")
def take_back(reservation_id: int) -> Any:
    by, read = require("approve"), request.form.get("revision")
    at_desk, revision = request.form.get("back") == "desk", None if read is None else revision_read(read)
    try:
        goes_on = undo(reservation_id, by=by, now=clock.now(), revision=revision)
    except BookingError as refusal:
        if not at_desk:
            return booking_page.refused(reservation_id, by, refusal)
        flash(of_error(refusal), "error")
        return redirect(url_for("desk.show"), 303)
    flash(gettext("It is as it was before, and nobody will be told."), "success")
    here = url_for("reservations.show", reservation_id=goes_on.id)
    return redirect(url_for("desk.show") if at_desk else here, 303)


@blueprint.post(f"{ONE}/restoration")
def book_again(reservation_id: int) -> Any:
    by, _ = booking_page.seen(reservation_id, "cancel")
    try:
        booked = restore(reservation_id, by=by, now=clock.now())
    except BookingError as refusal:
        return booking_page.refused(reservation_id, by, refusal)
    flash(gettext("It is asked for again. This is the new booking."), "success")
    return redirect(url_for("reservations.show", reservation_id=booked.id), 303)
