"""Times when something is closed; before one is saved it is told whom it hits."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.blackouts import Added, add_blackout, remove_blackout
from booking.actions.move_away import move_away, place
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.blackouts import NAMES, BlackoutForm, blackout_form
from booking.models import Blackout
from booking.queries.blackouts import blackouts_after, blackouts_named, whose, with_parts
from booking.queries.hits import hit_by_blackouts, shown
from booking.queries.policies import centre
from booking.queries.resources import all_resources
from booking.rule_words import of_rule
from booking.web.visitor import require
from booking.wording import of_error

blueprint = Blueprint("blackouts", __name__, url_prefix="/admin/closed-times")
SAVE, LOOK, MOST = "save", "look", 100


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
    return _hits()


@blueprint.post("/hit")
def move() -> Any:
    """All who were shown and are hit still: what was moved already is not moved again by a reload.

    At the step `look` it only tells where they would go.
    """
    by, now, looking = require("approve"), clock.now(), request.form.get("step") == LOOK
    hits = [one for one in hit_by_blackouts(_named(), now) if one.starts_at > now]
    asked = set(request.form.getlist("occurrence", type=int))
    was = {one.id: place(one) for one in hits if one.id in asked}
    reason = request.form.get("reason", "")
    try:
        done = move_away(list(was), by=by, now=now, reason=reason, preview=looking)
    except BookingError as refused:
        told = [("", "", of_rule(rule)) for rule in getattr(refused, "rules", ())]
        return _hits(refusal=of_error(refused), told=told, reason=reason), refused.status
    return render_template(
        "admin/blackout_moved.html",
        looking=looking,
        reason=reason,
        was=was,
        there=done.moved,
        moved=shown(done.moved),
        left=shown(done.left),
        ids=request.args.getlist("id", type=int),
    )


def _hits(**more: Any) -> str:
    rows, now = _named(), clock.now()
    hits = hit_by_blackouts(rows, now)
    ahead = [one for one in hits if one.starts_at > now]
    return render_template(
        "admin/blackout_hits.html", rows=rows, whose=whose(rows), hits=hits, ahead=ahead, **more
    )


def _named() -> Sequence[Blackout]:
    return blackouts_named(request.args.getlist("id", type=int)[:MOST])


@blueprint.post("/<int(max=2147483647):blackout_id>/removal")
def remove(blackout_id: int) -> Any:
    """With its parts, which stand in its row."""
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
    places = whose(rows)
    return render_template(
        "admin/blackouts.html",
        rows=with_parts(rows, places),
        whose=places,
        tzid=centre().tzid,
        form=form,
        told=told,
        added=added,
    )
