"""Spaces, desks and units: names, sizes, in service or not."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.resources import NewSpace, add_space, edit_resource
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.account import zones
from booking.forms.resources import NewSpaceForm, ResourceForm, new_space_form, resource_form, sizes
from booking.models import Resource
from booking.models.resource import EQUIPMENT
from booking.queries.hits import to_come
from booking.queries.policies import centre
from booking.queries.resources import all_resources, all_types, resource
from booking.web.visitor import require

blueprint = Blueprint("resources", __name__, url_prefix="/admin/resources")


@blueprint.get("")
def index() -> Any:
    require("edit_resources")
    found = all_resources()
    spaces = [one for one in found if one.kind != EQUIPMENT]
    by_id = {one.id: one for one in found}
    return render_template("admin/resources.html", spaces=spaces, types=all_types(), found=found, by_id=by_id)


@blueprint.get("/new")
def new() -> Any:
    require("edit_resources")
    return _new_page(_new_form())


@blueprint.post("/new")
def add() -> Any:
    by, form = require("edit_resources"), _new_form()
    try:
        made = add_space(_wanted(form), by=by, now=clock.now())
    except BookingError as refused:
        return _new_page(form, refusals.tell(form, refused)), refused.status
    flash(gettext("The space is there and can be booked."), "success")
    return redirect(url_for(".show", slug=made), 303)


@blueprint.get("/of/<slug>")
def show(slug: str) -> Any:
    require("edit_resources")
    found = resource(slug)
    return _page(found, _form(found))


@blueprint.post("/of/<slug>")
def edit(slug: str) -> Any:
    by, found = require("edit_resources"), resource(slug)
    form = _form(found)
    try:
        values = form.to_values(unit=found.kind == EQUIPMENT)
        edit_resource(slug, by=by, now=clock.now(), values=values)
    except BookingError as refused:
        return _page(resource(slug), form, refusals.tell(form, refused)), refused.status
    flash(gettext("It is saved."), "success")
    return redirect(url_for(".show", slug=slug), 303)


def _form(found: Resource) -> ResourceForm:
    return resource_form(found, all_resources(), centre().locales)


def _page(found: Resource, form: ResourceForm, told: refusals.Told | None = None) -> str:
    """Of what is out of service, with the bookings that are still to come (D16)."""
    stranded = [] if found.active else to_come({found.id}, clock.now())
    return render_template("admin/resource.html", found=found, form=form, told=told, stranded=stranded)


def _new_form() -> NewSpaceForm:
    house = centre()
    return new_space_form(house.locales, house.tzid, house.country)


def _new_page(form: NewSpaceForm, told: refusals.Told | None = None) -> str:
    return render_template("admin/new_space.html", form=form, told=told, zones=zones())


def _wanted(form: NewSpaceForm) -> NewSpace:
    """Raises Invalid."""
    typed = {name: (form[name].data or "").strip() for name in ("slug", "tzid", "country")}
    return NewSpace(names=form.written(), **typed, **sizes(form))
