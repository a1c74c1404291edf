"""A booking is changed: typed, looked at date by date, confirmed; each step is a page."""

from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.change import change
from booking.actions.changed import Changed
from booking.actions.scopes import ALL, anchor, in_status
from booking.errors import BookingError, WrongState
from booking.forms.change import ChangeForm, change_form
from booking.models import Occurrence, Reservation
from booking.permissions import Actor
from booking.queries.choices import choices
from booking.rules.lifecycle import CONFIRMED, HOLDING, TENTATIVE, WAITLISTED
from booking.rules.requests import Edit
from booking.web import booking_page, change_page
from booking.web.changed import preview

blueprint = Blueprint("changes", __name__)
AT = "/reservations/<int(max=2147483647):reservation_id>/change"
CONFIRM, ASKING_MORE = "confirm", ("edit", "attendees", "spaces")


@blueprint.get(AT)
def show(reservation_id: int) -> Any:
    by, booking = booking_page.seen(reservation_id, "change")
    asked = (request.args.get(name, "")[:40] for name in ("scope", "recurrence_id"))
    return change_page.page(_form(by, booking, *asked))


@blueprint.post(AT)
def edit(reservation_id: int) -> Any:
    form, by = _posted(reservation_id)
    if (step := request.form.get("step", "")) in ASKING_MORE:
        return change_page.next_step(form, step)
    try:
        wished = form.to_edit()
        return _confirmed(form, wished, by) if step == CONFIRM else _looked_at(form, wished, by)
    except BookingError as refusal:
        return change_page.page(_posted(reservation_id)[0], refusal)


def _posted(reservation_id: int) -> tuple[ChangeForm, Actor]:
    """Read anew after the desk was asked: its transaction has ended the rows that were read before."""
    by, booking = booking_page.seen(reservation_id, "change")
    asked = (request.form.get(name, "")[:40] for name in ("scope", "recurrence_id"))
    return _form(by, booking, *asked, typed=True), by


def _form(by: Actor, booking: Reservation, scope: str, recurrence_id: str, typed: bool = False) -> ChangeForm:
    """Raises Invalid for a date that it does not have, WrongState when there is none to come."""
    at, posted = _at(booking, recurrence_id), request.form if typed else None
    return change_form(choices(), by, booking, at, scope or ALL, recurrence_id, posted)


def _at(booking: Reservation, recurrence_id: str) -> Occurrence:
    if recurrence_id:
        return anchor(booking, recurrence_id)
    ahead = in_status(booking.occurrences, (*HOLDING, WAITLISTED), clock.now())
    if not ahead:
        raise WrongState(status=booking.status, wanted=CONFIRMED)
    return ahead[0]


def _meant(form: ChangeForm, by: Actor) -> dict[str, Any]:
    meant = {"scope": form.scope.data or ALL, "recurrence_id": form.recurrence_id.data or ""}
    return {**meant, "by": by, "now": clock.now(), "revision": form.read}


def _confirmed(form: ChangeForm, wished: Edit, by: Actor) -> Any:
    done = change(form.booking.id, wished, answer=_told, **_meant(form, by))
    flash(done["told"])
    return redirect(url_for("reservations.show", reservation_id=done["id"]), 303)


def _told(changed: Changed) -> dict[str, Any]:
    return {"id": changed.reservation.id, "told": said(changed)}


def said(changed: Changed) -> str:
    """Of a request only its booker hears, and staff; of a place in line nobody who has changed it (D31)."""
    statuses = {date.status for date in changed.reservation.occurrences}
    if changed.asked:
        return gettext("The change waits for the staff. Until they decide, all stays as it is.")
    if CONFIRMED in statuses:
        return gettext("The change is made. Everybody invited will be told by mail.")
    if TENTATIVE in statuses:
        return gettext("The change is made. The booker will be told by mail.")
    return gettext("The change is made.")


def _looked_at(form: ChangeForm, wished: Edit, by: Actor) -> Any:
    spaces = wished.spaces or tuple(space.slug for space in form.at.spaces)
    about = {"spaces": spaces, "offered": form.choices, "now": clock.now()}
    answer = partial(preview, is_staff=by.is_staff, **about)
    reservation_id = form.booking.id
    found = change(reservation_id, wished, preview=True, answer=answer, **_meant(form, by))
    return change_page.looked_at(_posted(reservation_id)[0], wished, found)
