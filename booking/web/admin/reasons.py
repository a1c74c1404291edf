"""The reasons that staff often give when they decline, return or cancel."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.standard_reasons import (
    add_standard_reason,
    edit_standard_reason,
    remove_standard_reason,
)
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.standard_reasons import standard_reason_form
from booking.models.standard_reason import VERBS
from booking.queries.standard_reasons import by_verb
from booking.web.visitor import require

blueprint = Blueprint("reasons", __name__, url_prefix="/admin/reasons")
ONE = "/<int(max=2147483647):reason_id>"


@blueprint.get("")
def index() -> Any:
    require("edit_texts")
    return _page()


@blueprint.post("")
def add() -> Any:
    by, verb = require("edit_texts"), request.form.get("verb", "")
    form = standard_reason_form(verb, posted=True)
    try:
        add_standard_reason(verb, form.written(), by=by, now=clock.now())
    except BookingError as refused:
        return _page(verb, form, refusals.tell(form, refused)), refused.status
    return _done(verb, gettext("The reason is saved."))


@blueprint.post(ONE)
def edit(reason_id: int) -> Any:
    by, form = require("edit_texts"), standard_reason_form(str(reason_id), posted=True)
    try:
        row = edit_standard_reason(reason_id, texts=form.written(), by=by, now=clock.now())
    except BookingError as refused:
        return _page(str(reason_id), form, refusals.tell(form, refused)), refused.status
    return _done(row.verb, gettext("The reason is saved."))


@blueprint.post(f"{ONE}/place")
def place(reason_id: int) -> Any:
    """Where in its list."""
    position = request.form.get("position", type=int) or 1
    row = edit_standard_reason(reason_id, position=position, by=require("edit_texts"), now=clock.now())
    return redirect(url_for(".index", _anchor=row.verb), 303)


@blueprint.post(f"{ONE}/removal")
def remove(reason_id: int) -> Any:
    remove_standard_reason(reason_id, by=require("edit_texts"), now=clock.now())
    return _done("", gettext("The reason is removed. What was told with it stays as it was."))


def _done(verb: str, said: str) -> Any:
    flash(said, "success")
    return redirect(url_for(".index", _anchor=verb or None), 303)


def _page(key: str = "", refused: Any = None, told: refusals.Told | None = None) -> str:
    """`key` is whose form was refused: a verb's, or a row's by its id."""
    rows = by_verb(VERBS)
    forms = {verb: standard_reason_form(verb) for verb in VERBS}
    kept = [row for verb in VERBS for row in rows[verb]]
    forms |= {str(row.id): standard_reason_form(str(row.id), row.texts) for row in kept}
    return render_template(
        "admin/reasons.html", rows=rows, forms=forms | {key: refused}, refused_key=key, told=told or []
    )
