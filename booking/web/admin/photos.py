"""Photos of a space, and sketches of its floor, as staff keep them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.photos import add_photo, edit_photo, place_photo, remove_photo
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.photos import KIND_TEXTS, photo_form
from booking.models import Resource
from booking.queries.photos import photo, photos_of
from booking.queries.resources import resource
from booking.web.visitor import require

blueprint = Blueprint("space_photos", __name__, url_prefix="/admin/photos")
ONE = "/<int(max=2147483647):photo_id>"


@blueprint.get("/of/<slug>")
def index(slug: str) -> Any:
    require("edit_texts")
    return _page(resource(slug))


@blueprint.post("/of/<slug>")
def add(slug: str) -> Any:
    by, form = require("edit_texts"), photo_form()
    try:
        add_photo(slug, form.kind.data or "", form.bytes(), form.written(), by=by, now=clock.now())
    except BookingError as refused:
        return _page(resource(slug), "new", form, refusals.tell(form, refused)), refused.status
    return _done(slug, gettext("The picture has been added."))


@blueprint.post(ONE)
def edit(photo_id: int) -> Any:
    by, (_, space) = require("edit_texts"), photo(photo_id)
    form = photo_form()
    try:
        edit_photo(photo_id, form.written(), by=by, now=clock.now())
    except BookingError as refused:
        _, space = photo(photo_id)
        return _page(space, photo_id, form, refusals.tell(form, refused)), refused.status
    return _done(space.slug, gettext("It is saved."))


@blueprint.post(f"{ONE}/place")
def place(photo_id: int) -> Any:
    by, (_, space) = require("edit_texts"), photo(photo_id)
    slug = space.slug
    place_photo(photo_id, request.form.get("position", type=int) or 1, by=by, now=clock.now())
    return redirect(url_for(".index", slug=slug), 303)


@blueprint.post(f"{ONE}/removal")
def remove(photo_id: int) -> Any:
    by, (_, space) = require("edit_texts"), photo(photo_id)
    slug = space.slug
    remove_photo(photo_id, by=by, now=clock.now())
    return _done(slug, gettext("The picture is removed."))


def _done(slug: str, said: str) -> Any:
    flash(said, "success")
    return redirect(url_for(".index", slug=slug), 303)


def _page(
    space: Resource, key: int | str = "", refused: Any = None, told: refusals.Told | None = None
) -> str:
    """`key` is whose form was refused: a photo's id, or "new"."""
    found = photos_of(space.id)
    forms = {one.id: photo_form(one) for one in found} | {"new": photo_form()}
    return render_template(
        "admin/photos.html",
        space=space,
        found=found,
        forms=forms | {key: refused},
        refused_key=key,
        told=told or [],
        kinds=KIND_TEXTS,
    )
