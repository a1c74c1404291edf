"""What stands on every page and in every mail of the centre itself."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.centre import edit_centre
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.centre import CentreForm, centre_form
from booking.queries.policies import centre
from booking.web.visitor import require

blueprint = Blueprint("centre", __name__, url_prefix="/admin/centre")


@blueprint.get("")
def show() -> Any:
    require("edit_texts")
    return _page(centre_form(centre()))


@blueprint.post("")
def edit() -> Any:
    by, form = require("edit_texts"), centre_form(centre())
    try:
        edit_centre(form.to_texts(), by=by, now=clock.now())
    except BookingError as refused:
        return _page(form, refusals.tell(form, refused)), refused.status
    flash(gettext("It is saved."), "success")
    return redirect(url_for(".show"), 303)


def _page(form: CentreForm, told: refusals.Told | None = None) -> str:
    return render_template("admin/centre.html", form=form, told=told or [])
