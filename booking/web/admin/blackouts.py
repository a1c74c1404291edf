"""Times when something is closed; before one is saved it is told whom it hits."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.blackouts import Added, add_blackout, remove_blackout
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.blackouts import NAMES, BlackoutForm, blackout_form
from booking.queries.blackouts import blackouts_after, blackouts_named, whose
from booking.queries.hits import hit_by_blackouts
from booking.queries.policies import centre
from booking.queries.resources import all_resources
from booking.web.visitor import require

blueprint = Blueprint("blackouts", __name__, url_prefix="/admin/closed-times")
SAVE, MOST = "save", 100


@blueprint.get("")
def index() -> Any:
    require("edit_policy")
    return _page(_form())


@blueprint.post("")
def add() -> Any:
    by, form, saving = require("edit_policy"), _form(), request.form.get("step") == SAVE
    try:
        added = add_blackout(form.to_request(), by=by, now=clock.now(), preview=not saving)
    except BookingError as refused:
        return _page(form, told=refusals.tell(form, refused, NAMES)), refused.status
    if not saving:
        return _page(form, added=added)
    flash(gettext("The closed time is saved."), "success")
    return redirect(url_for(".hit", id=added.ids) if added.hits else url_for(".index"), 303)


@blueprint.get("/hit")
def hit() -> Any:
    """Whom closed times hit; `id` may be named several times."""
    require("edit_policy")
    rows = blackouts_named(request.args.getlist("id", type=int)[:MOST])
    return render_template(
        "admin/blackout_hits.html", rows=rows, whose=whose(rows), hits=hit_by_blackouts(rows, clock.now())
    )


@blueprint.post("/<int(max=2147483647):blackout_id>/removal")
def remove(blackout_id: int) -> Any:
    remove_blackout(blackout_id, by=require("edit_policy"), now=clock.now())
    flash(gettext("It can be booked again."), "success")
    return redirect(url_for(".index"), 303)


def _form() -> BlackoutForm:
    house = centre()
    return blackout_form(all_resources(), house.locales, house.tzid)


def _page(
    form: BlackoutForm,
    told: refusals.Told | None = None,
    added: Added | None = None,
) -> str:
    rows = blackouts_after(clock.now())
    return render_template(
        "admin/blackouts.html",
        rows=rows,
        whose=whose(rows),
        tzid=centre().tzid,
        form=form,
        told=told,
        added=added,
    )
