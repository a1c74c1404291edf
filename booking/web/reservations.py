"""Bookings: mine and my company's, a new one, and each one's page with what may be done to it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.accept import accept
from booking.actions.answer import answer
from booking.actions.cancel import cancel
from booking.actions.choose import choose
from booking.actions.withdraw_change import withdraw_change
from booking.errors import BookingError, Invalid, OutOfPolicy
from booking.forms.decision import CancellationForm, DecisionForm
from booking.forms.prefill import begun, units
from booking.forms.reservation import reservation_form
from booking.mail.sender import sender
from booking.permissions import OWN, Actor
from booking.queries.bookings import COMING, ENDED, PAST, bookings_of
from booking.queries.calendar_file import written
from booking.queries.choices import choices
from booking.queries.people import account
from booking.rules import secrets
from booking.web import booking_form, booking_page
from booking.web import calling_off as calling_off_page
from booking.web.booking_page import dates_meant
from booking.web.dates import line_of, rule_now
from booking.web.decisions import decide
from booking.web.headers import VARY
from booking.web.visitor import require, somebody
from booking.wording import marked, of_door, of_partstat, of_status, shorter

blueprint = Blueprint("reservations", __name__)
WORDS = {
    "of_status": of_status,
    "of_partstat": of_partstat,
    "of_door": of_door,
    "rule_now": rule_now,
    "shorter": shorter,
    "marked": marked,
}
blueprint.record_once(lambda state: state.app.jinja_env.globals.update(WORDS))
ONE = "/reservations/<int(max=2147483647):reservation_id>"


@blueprint.get("/reservations")
def index() -> Any:
    by, now = require("see", OWN), clock.now()
    asked, page = request.args.get("when", ""), max(request.args.get("page", 1, int), 1)
    which = asked if asked in (ENDED, PAST) else COMING
    sought = request.args.get("q", "")[:200].strip()
    among = {"sought": sought, "own": request.args.get("whose") == "mine"}
    found, more = bookings_of(by, now, which=which, page=page, **among)
    line = line_of({date.reservation for date in found})
    shown = {"found": found, "line": line, "more": more, "which": which, "page": page}
    return render_template("reservations/index.html", **shown, **among)


@blueprint.get("/reservations/new")
def new() -> Any:
    by, offered = require("book", OWN), choices()
    spaces = request.args.getlist("space") or [space.slug for space in offered.spaces[:1]]
    starts_at, duration = request.args.get("starts_at", ""), request.args.get("duration", "")
    filled = begun(starts_at, duration, offered.tzid_of(spaces))
    filled["title"] = request.args.get("title", "")[:200] or usual_title(by)
    filled |= units(request.args.getlist("equipment"), [kind.slug for kind in offered.equipment])
    return booking_form.page(reservation_form(offered, by, None, spaces, key=secrets.new(), **filled))


def usual_title(by: Actor) -> str:
    """What others would call it who know nothing more: without a word typed it is booked in three clicks.
    Staff book for others, who have their own words."""
    own = None if by.is_staff else account(by.id)
    return (own.company.name if own.company else own.name) if own else ""


@blueprint.post("/reservations")
def create() -> Any:
    return booking_form.booked(require("book", OWN), booking_form.page)


@blueprint.get(ONE)
def show(reservation_id: int) -> Any:
    return booking_page.page(reservation_id, somebody())


@blueprint.get(f"{ONE}.ics")
def calendar(reservation_id: int) -> Response:
    """To be taken into a calendar by hand, by whoever may see it."""
    _, booking = booking_page.seen(reservation_id)
    response = Response(written(booking, sender(current_app.config)), mimetype="text/calendar")
    response.headers.set("Content-Disposition", "attachment", filename=f"booking-{booking.id}.ics")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = VARY
    response.add_etag()
    return response.make_conditional(request)


@blueprint.post(f"{ONE}/answer")
def reply_to_staff(reservation_id: int) -> Any:
    _, booking = booking_page.seen(reservation_id)
    form = booking_page.answer_to(booking)
    description = (form.description.data or "").replace("\r\n", "\n")
    done = partial(answer, description=description, answers=form.answers())
    return _done(reservation_id, done, gettext("Thank you. Your answer is with the staff."), answering=form)


def _done(reservation_id: int, act: Callable[..., object], said: str, **form: booking_page.Forms) -> Any:
    """One click, and the page again with what came of it."""
    by, _ = booking_page.seen(reservation_id)
    try:
        act(reservation_id, by=by, now=clock.now())
    except BookingError as refusal:
        return booking_page.refused(reservation_id, by, refusal, **form)
    flash(said)
    return redirect(url_for(".show", reservation_id=reservation_id), 303)


@blueprint.get(f"{ONE}/cancellation")
def calling_off(reservation_id: int) -> Any:
    by, booking = booking_page.seen(reservation_id, "cancel")
    asked = {name: request.args.get(name, "")[:40] for name in ("scope", "recurrence_id")}
    return calling_off_page.page(booking, by, CancellationForm(None, data=asked), clock.now())


@blueprint.post(f"{ONE}/cancellation")
def call_off(reservation_id: int) -> Any:
    by, booking = booking_page.seen(reservation_id)
    form = CancellationForm()
    try:
        said = calling_off_page.said(booking, **form.dates(), now=clock.now())
        cancel(reservation_id, by=by, now=clock.now(), reason=form.checked(), **form.given(), **form.dates())
    except (Invalid, OutOfPolicy) as refusal:
        if not booking.rrule:
            return booking_page.refused(reservation_id, by, refusal, cancelling=form)
        _, booking = booking_page.seen(reservation_id)
        return calling_off_page.page(booking, by, form, clock.now(), refusal)
    except BookingError as refusal:
        return booking_page.refused(reservation_id, by, refusal, cancelling=form)
    flash(said)
    return redirect(url_for(".show", reservation_id=reservation_id), 303)


@blueprint.post(f"{ONE}/acceptance")
def acceptance(reservation_id: int) -> Any:
    return _done(reservation_id, partial(accept, **dates_meant()), gettext("The time is yours."))


@blueprint.post(f"{ONE}/choice")
def choice(reservation_id: int) -> Any:
    chosen = partial(choose, recurrence_id=dates_meant()["recurrence_id"])
    return _done(reservation_id, chosen, gettext("The date is chosen, and the others are free again."))


@blueprint.post(f"{ONE}/change/withdrawal")
def change_withdrawal(reservation_id: int) -> Any:
    said = gettext("You no longer ask for this change. The booking stays as it is.")
    return _done(reservation_id, partial(withdraw_change, **dates_meant()), said)


@blueprint.post(f"{ONE}/approval")
def approval(reservation_id: int) -> Any:
    by, _ = booking_page.seen(reservation_id, "approve")
    form = DecisionForm()
    try:
        done = decide(reservation_id, form, by, clock.now())
    except BookingError as refusal:
        return booking_page.refused(reservation_id, by, refusal, deciding=form)
    flash(done)
    back = (
        url_for("desk.show") if form.back.data == "desk" else url_for(".show", reservation_id=reservation_id)
    )
    return redirect(back, 303)
