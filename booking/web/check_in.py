"""Who is there says so: at the booking's page, or at the address that the code at a door opens."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup

from booking import clock
from booking.actions.check_in import check_in
from booking.actions.end_early import end_early
from booking.errors import BookingError
from booking.models import Occurrence, Resource
from booking.permissions import Actor, may
from booking.queries.door import at_the_door
from booking.queries.reservations import relation_to
from booking.queries.spaces import policy_of, space
from booking.queries.visibility import level
from booking.rules.policy import BUSY
from booking.web import booking_page
from booking.web.dates import is_arriving
from booking.web.qr import qr_code
from booking.web.visitor import visitor

blueprint = Blueprint("check_in", __name__)
blueprint.record_once(lambda state: state.app.jinja_env.globals.update(door_code=door_code))


@blueprint.get("/check-in/<slug>")
def show(slug: str) -> Any:
    found, by, now = space(slug), visitor(), clock.now()
    meetings = [_seen(date, found, by) for date in at_the_door(found, now)]
    return render_template(
        "check_in/show.html", space=found, meetings=meetings, wanted=policy_of(found).check_in
    )


def _seen(date: Occurrence, found: Resource, by: Actor | None) -> dict[str, Any]:
    """As far as the visitor may see it (D22)."""
    booking = date.reservation
    people = {booking.person_id, booking.booked_by_id}
    emails = {attendee.email for attendee in booking.attendees}
    seen = level(by, policy_of(found).visibility, people, booking.company_id, emails)
    return {
        "date": date,
        "title": "" if seen == BUSY else date.title or booking.title,
        "arriving": may(by, "check_in", relation_to(by, booking)) and is_arriving(date, clock.now()),
    }


@blueprint.post("/reservations/<int(max=2147483647):reservation_id>/check_in")
def arrive(reservation_id: int) -> Any:
    by, _ = booking_page.seen(reservation_id, "check_in")
    try:
        check_in(reservation_id, by=by, now=clock.now(), **booking_page.dates_meant())
    except BookingError as refusal:
        return booking_page.refused(reservation_id, by, refusal)
    flash(gettext("You are checked in. Welcome!"))
    if door := request.form.get("door", ""):
        return redirect(url_for(".show", slug=door), 303)
    return redirect(url_for("reservations.show", reservation_id=reservation_id), 303)


@blueprint.post("/reservations/<int(max=2147483647):reservation_id>/end")
def end(reservation_id: int) -> Any:
    by, _ = booking_page.seen(reservation_id, "end_early")
    try:
        end_early(reservation_id, by=by, now=clock.now())
    except BookingError as refusal:
        return booking_page.refused(reservation_id, by, refusal)
    flash(gettext("It has ended, and the rest of its time is free for others."))
    return redirect(url_for("reservations.show", reservation_id=reservation_id), 303)


def door_code(slug: str) -> Markup:
    """Of the address to check in at."""
    return qr_code(door_url(slug))


def door_url(slug: str) -> str:
    return f"{current_app.config['BASE_URL']}{url_for('check_in.show', slug=slug)}"
