"""One booking on paper or on a phone, to be shown at the counter: in the reader's language; staff print it in
that of the booker, for whom it takes the mail's place where there is no address (D20).
"""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import force_locale, get_locale

from booking import clock
from booking.models import Reservation
from booking.permissions import Actor
from booking.queries.policies import centre
from booking.rules.locales import LOCALES
from booking.rules.requests import CHAIR
from booking.web import booking_page
from booking.web.dates import rule_now, status_now
from booking.web.qr import qr_code
from booking.wording import LOCALE_NAMES

blueprint = Blueprint("confirmation", __name__)


@blueprint.get("/reservations/<int(max=2147483647):reservation_id>/sheet")
def show(reservation_id: int) -> Any:
    by, booking = booking_page.seen(reservation_id)
    locale = _locale(booking, by)
    with force_locale(locale):
        return render_template(
            "reservations/confirmation.html",
            booking=booking,
            rule=rule_now(booking),
            questions={q.slug: q for space in booking.spaces for q in space.questions},
            centre=centre(),
            locale=locale,
            locales=LOCALE_NAMES,
            status_of_all=status_now(booking, clock.now()),
            code=qr_code(booking_page.address_of(booking.id), 4),
            now=clock.now(),
        )


def _locale(booking: Reservation, by: Actor) -> str:
    asked = request.args.get("in", "")
    if asked in LOCALES:
        return asked
    return _of_booker(booking) if by.is_staff else str(get_locale())


def _of_booker(booking: Reservation) -> str:
    """Their own language, else their company's, else the centre's."""
    chairs = [person.locale for person in booking.attendees if person.role == CHAIR]
    known = [*chairs, booking.person.locale if booking.person else ""]
    known += [booking.company.locale if booking.company else "", centre().locale]
    return next(locale for locale in (*known, "en") if locale in LOCALES)
