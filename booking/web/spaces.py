"""A space's own page, and what staff write on it."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.texts import edit_texts
from booking.errors import Invalid
from booking.forms import refusal as refusals
from booking.forms.texts import TextsForm, texts_form
from booking.models import Resource
from booking.queries.photos import photos_of
from booking.queries.spaces import equipment_types, policy_of, space
from booking.rule_words import of_rule
from booking.web.visitor import require

blueprint = Blueprint("spaces", __name__, url_prefix="/spaces/<slug>")


@blueprint.get("")
def show(slug: str) -> Any:
    found = space(slug)
    hours = policy_of(found).opening_hours
    shown = {"hours": hours, "equipment": equipment_types(), "photos": photos_of(found.id)}
    return render_template("spaces/show.html", space=found, address=_address(found), **shown)


def _address(found: Resource) -> str:
    """By which a calendar program invites it; empty where no mail is read."""
    domain, read = current_app.config["INBOUND_DOMAIN"], current_app.config["INBOUND_URL"]
    return f"{found.slug}@{domain}" if domain and read and found.active else ""


@blueprint.get("/texts")
def texts(slug: str) -> Any:
    require("edit_texts")
    found = space(slug)
    return _page(found, _form(found))


@blueprint.post("/texts")
def edit(slug: str) -> Any:
    by, found = require("edit_texts"), space(slug)
    form = _form(found)
    written, phone = form.to_request()
    try:
        edit_texts(slug, by=by, now=clock.now(), texts=written, phone=phone)
    except Invalid as refused:
        return _page(found, _told(form, refused)), refused.status
    flash(gettext("The texts are saved."), "success")
    return redirect(url_for("spaces.show", slug=slug), 303)


def _form(found: Resource) -> TextsForm:
    return texts_form(found.texts, found.phone)


def _told(form: TextsForm, refused: Invalid) -> TextsForm:
    for rule in refused.rules:
        form.named(rule.field).errors = [of_rule(rule)]
    return form


def _page(found: Resource, form: TextsForm) -> str:
    told = refusals.standing(form)
    return render_template("spaces/texts.html", space=found, form=form, told=told)
