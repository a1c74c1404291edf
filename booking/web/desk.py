"""The staff's desk."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.award import award
from booking.actions.check_in import check_in, release
from booking.actions.scopes import ONE
from booking.errors import BookingError, Invalid, SlotTaken, Stale
from booking.forms.desk import CHECK_IN, AttendanceForm, AwardForm
from booking.permissions import Actor
from booking.queries.desk import desk
from booking.queries.requests import SHOWN, last_page
from booking.queries.standard_reasons import by_verb
from booking.rule_words import of_rule
from booking.rules.reasons import DECLINE, RETURN
from booking.web import award_page
from booking.web.dates import rule_of
from booking.web.desk_words import hour_text, of_company, of_quota
from booking.web.just_done import by_staff
from booking.web.visitor import require, somebody
from booking.wording import of_error, roughly

blueprint = Blueprint("desk", __name__)
_PAGES = 10_000
ONE_BOOKING = "/desk/<int(max=2147483647):reservation_id>"


@blueprint.get("/desk")
def show() -> Any:
    require("desk")
    return _page()


@blueprint.get(f"{ONE_BOOKING}/award")
def look(reservation_id: int) -> Any:
    """What would happen if it were given the slot that it waits for."""
    return _looked_at(reservation_id, AwardForm(request.args), require("approve"))


@blueprint.post(f"{ONE_BOOKING}/award")
def give(reservation_id: int) -> Any:
    by, form = require("approve"), AwardForm()
    try:
        award(reservation_id, by=by, now=clock.now(), **form.checked())
    except (Stale, Invalid) as refusal:
        return _looked_at(reservation_id, form, by, refusal)
    except BookingError as refusal:
        return _page(refusal), refusal.status
    flash(gettext("The time is theirs now. Everybody concerned will be told by mail."), "success")
    return redirect(url_for(".show"), 303)


def _looked_at(reservation_id: int, form: AwardForm, by: Actor, refused: BookingError | None = None) -> Any:
    """The desk, where there is nothing to look at any more."""
    try:
        return award_page.page(reservation_id, form, by, refused)
    except BookingError as refusal:
        return _page(refusal), refusal.status


@blueprint.post(f"{ONE_BOOKING}/attendance")
def attendance(reservation_id: int) -> Any:
    by, form = require("approve"), AttendanceForm()
    try:
        done = _note(reservation_id, form, by)
    except BookingError as refusal:
        return _page(refusal), refusal.status
    flash(done, "success")
    return redirect(url_for(".show", _anchor="today"), 303)


def _note(reservation_id: int, form: AttendanceForm, by: Actor) -> str:
    date = {"scope": ONE, "recurrence_id": form.recurrence_id.data or ""}
    if form.checked() == CHECK_IN:
        check_in(reservation_id, by=by, now=clock.now(), **date)
        return gettext("Checked in.")
    release(reservation_id, by=by, now=clock.now(), **date)
    return gettext("Released. The time is free for others, and everybody invited will be told by mail.")


def _page(refusal: BookingError | None = None) -> str:
    page = min(max(request.args.get("page", 1, int), 1), _PAGES)
    found = desk(clock.now(), page)
    return render_template(
        "desk/show.html",
        desk=found,
        page=min(page, last_page(found.asked)),
        most=SHOWN,
        just_done=by_staff(somebody(), clock.now()),
        reasons=by_verb((DECLINE, RETURN)),
        refusal=_said(refusal) if refusal else "",
        told=[("", "", of_rule(rule)) for rule in getattr(refusal, "rules", ())],
        roughly=roughly,
        hour_text=hour_text,
        rule_of=rule_of,
        of_quota=of_quota,
        of_company=of_company,
    )


def _said(refusal: BookingError) -> str:
    """Here nobody was quicker: the holders would have gone."""
    if isinstance(refusal, SlotTaken):
        return gettext("This time does not suit the booking even then. Nothing was done.")
    return of_error(refusal)
