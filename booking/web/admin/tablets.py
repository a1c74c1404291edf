"""The tablets at the door of a space: made, listed, revoked. The address of one is shown once."""

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.tablets import make_tablet, revoke_tablet
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.decision import refuse_wrong
from booking.forms.tablets import TabletForm
from booking.queries.spaces import policy_of, space
from booking.queries.tokens import tablets_of
from booking.rules.policy import open_at_door
from booking.web.qr import qr_code
from booking.web.visitor import require
from booking.wording import of_error

blueprint = Blueprint("tablets", __name__, url_prefix="/admin/resources/of/<slug>/tablets")


@blueprint.get("")
def show(slug: str) -> Any:
    require("edit_resources")
    return _page(slug, TabletForm(None))


@blueprint.post("")
def make(slug: str) -> Any:
    by, form = require("edit_resources"), TabletForm()
    try:
        refuse_wrong({"name": form.name.data or ""})
        made = make_tablet(slug, by=by, now=clock.now(), name=form.name.data or "")
    except BookingError as refusal:
        return _page(slug, form, refusal)
    return _page(slug, TabletForm(None), address=_address(slug, made))


@blueprint.post("/<int(max=2147483647):token_id>/revocation")
def revoke(slug: str, token_id: int) -> Any:
    revoke_tablet(slug, token_id, by=require("edit_resources"), now=clock.now())
    flash(gettext("It is revoked and opens nothing any more."), "success")
    return redirect(url_for(".show", slug=slug), 303)


def _address(slug: str, secret: str) -> str:
    return f"{current_app.config['BASE_URL']}{url_for('door.device', slug=slug, secret=secret)}"


def _page(slug: str, form: TabletForm, refused: BookingError | None = None, address: str = "") -> Any:
    """`address` is that of one that has just been made."""
    found = space(slug)
    shown = render_template(
        "admin/tablets.html",
        found=found,
        form=form,
        address=address,
        code=qr_code(address, 4) if address else "",
        tablets=tablets_of(found.id),
        bookable=open_at_door(policy_of(found)),
        refusal=of_error(refused) if refused else "",
        told=refusals.tell(form, refused) if refused else [],
    )
    response = make_response(shown, refused.status if refused else 201 if address else 200)
    response.headers["Cache-Control"] = "no-store"
    return response
