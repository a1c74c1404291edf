"""The rules of the centre and of each resource; before they are saved it is told what they would refuse."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.policies import PolicyEdit, edit_policy
from booking.errors import Invalid, Stale
from booking.forms import refusal as refusals
from booking.forms.policies import PolicyForm
from booking.forms.policy_form import policy_form
from booking.forms.policy_present import told_beside
from booking.forms.policy_words import LABELS
from booking.queries.policy_choices import companies, staff
from booking.queries.policy_rows import Edited, edited, with_own_settings
from booking.rule_words import of_rule
from booking.web.visitor import require
from booking.wording import of_error

blueprint = Blueprint("policies", __name__, url_prefix="/admin/policies")
SAVE = "save"


@blueprint.record_once
def _names_for_pages(state: Any) -> None:
    state.app.jinja_env.globals.update(policy_page=policy_page, setting_names=LABELS)


def policy_page(slug: str, setting: str = "") -> str:
    """Where that policy is set; the centre's for "centre" and for the empty text."""
    anchor = {"opening_hours": "hours", "bookable_companies": "companies"}.get(setting, setting)
    if slug in ("", "centre"):
        return url_for("policies.show", _anchor=anchor or None)
    return url_for("policies.show_own", slug=slug, _anchor=anchor or None)


@blueprint.get("")
def index() -> Any:
    require("edit_policy")
    return render_template("admin/policies.html", found=with_own_settings())


@blueprint.get("/centre")
def show() -> Any:
    return _shown(None)


@blueprint.post("/centre")
def edit() -> Any:
    return _edited(None)


@blueprint.get("/of/<slug>")
def show_own(slug: str) -> Any:
    return _shown(slug)


@blueprint.post("/of/<slug>")
def edit_own(slug: str) -> Any:
    return _edited(slug)


def _shown(slug: str | None) -> Any:
    require("edit_policy")
    found = edited(slug)
    return _page(found, policy_form(found, staff(), companies()))


def _edited(slug: str | None) -> Any:
    by, found = require("edit_policy"), edited(slug)
    form, saving = policy_form(found, staff(), companies()), request.form.get("step") == SAVE
    try:
        values, seen = form.to_values(), form.seen.data or ""
        edit = edit_policy(slug, by=by, now=clock.now(), values=values, preview=not saving, seen=seen)
    except Invalid as refused:
        return _page(found, form, told=form.refuse(refused)), refused.status
    except Stale as refused:
        present = policy_form(found, staff(), companies(), formdata=None)
        return _page(found, form, of_error(refused), told_beside(form, present, values)), refused.status
    if not saving:
        return _page(found, form, edit=edit, changed=list(values))
    flash(gettext("The policy is saved."), "success")
    return redirect(policy_page(found.slug if found.space else ""), 303)


def _page(
    found: Edited,
    form: PolicyForm,
    refusal: str = "",
    told: refusals.Told | None = None,
    edit: PolicyEdit | None = None,
    changed: list[str] | None = None,
) -> str:
    why = [[of_rule(rule) for rule in hit.rules] for hit in edit.hits.shown] if edit else []
    return render_template(
        "admin/policy.html",
        found=found,
        form=form,
        refusal=refusal,
        told=told,
        edit=edit,
        changed=changed,
        why=why,
    )
