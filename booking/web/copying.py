"""An earlier booking as the beginning of a new one."""

from typing import Any

from flask import Blueprint

from booking import clock
from booking.forms.copied import copied
from booking.forms.reservation import reservation_form
from booking.permissions import OWN
from booking.queries.choices import choices
from booking.rules import secrets
from booking.web import booking_form, booking_page
from booking.web.visitor import require

blueprint = Blueprint("copying", __name__)


@blueprint.get("/reservations/<int(max=2147483647):reservation_id>/copy")
def new(reservation_id: int) -> Any:
    by, offered = require("book", OWN), choices()
    _, booking = booking_page.seen(reservation_id)
    spaces = [space.slug for space in offered.chosen(space.slug for space in booking.spaces)]
    filled = copied(booking, spaces, offered, by, clock.now())
    return booking_form.page(reservation_form(offered, by, None, spaces, key=secrets.new(), **filled))
