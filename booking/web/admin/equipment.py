"""Types of equipment, and their units."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.equipment import add_equipment_type, add_unit, edit_equipment_type
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.resources import TypeForm, type_form
from booking.models import EquipmentType
from booking.queries.policies import centre
from booking.queries.resources import equipment_type
from booking.web.visitor import require

blueprint = Blueprint("equipment", __name__, url_prefix="/admin/equipment")


@blueprint.get("/new")
def new() -> Any:
    require("edit_resources")
    return _page(type_form(centre().locales))


@blueprint.post("/new")
def add() -> Any:
    by, form = require("edit_resources"), type_form(centre().locales)
    told = {"names": form.written(), "needs_space": bool(form.needs_space.data)}
    try:
        add_equipment_type((form.slug.data or "").strip(), by=by, now=clock.now(), **told)
    except BookingError as refused:
        return _page(form, told=refusals.tell(form, refused)), refused.status
    flash(gettext("The equipment is there, with one unit."), "success")
    return redirect(url_for("resources.index"), 303)


@blueprint.get("/of/<slug>")
def show(slug: str) -> Any:
    require("edit_resources")
    found = equipment_type(slug)
    return _page(type_form(centre().locales, found), found)


@blueprint.post("/of/<slug>")
def edit(slug: str) -> Any:
    by, found = require("edit_resources"), equipment_type(slug)
    form = type_form(centre().locales, found)
    told = {"names": form.written(), "needs_space": bool(form.needs_space.data)}
    try:
        edit_equipment_type(slug, by=by, now=clock.now(), **told)
    except BookingError as refused:
        return _page(form, equipment_type(slug), refusals.tell(form, refused)), refused.status
    flash(gettext("It is saved."), "success")
    return redirect(url_for("resources.index"), 303)


@blueprint.post("/of/<slug>/units")
def one_more(slug: str) -> Any:
    add_unit(slug, by=require("edit_resources"), now=clock.now())
    flash(gettext("There is one unit more."), "success")
    return redirect(url_for("resources.index"), 303)


def _page(form: TypeForm, found: EquipmentType | None = None, told: refusals.Told | None = None) -> str:
    return render_template("admin/equipment.html", form=form, found=found, told=told)
