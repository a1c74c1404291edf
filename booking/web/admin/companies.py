"""Companies, and the people of each."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.companies import add_company, edit_company
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.account import zones
from booking.forms.companies import CompanyForm, company_form
from booking.models import Company
from booking.queries import users
from booking.queries.policies import centre
from booking.rules.policy import LOCAL
from booking.web.admin.paging import SHOWN, skipped, wanted
from booking.web.visitor import require
from booking.wording import of_company_kind, of_country

blueprint = Blueprint("companies", __name__, url_prefix="/admin/companies")
ONE = "/<int(max=2147483647):company_id>"


@blueprint.get("")
def index() -> Any:
    require("edit_people")
    found = users.companies(wanted(), skipped(), SHOWN + 1)
    more = skipped() + SHOWN if len(found) > SHOWN else None
    return render_template(
        "admin/companies.html",
        found=found[:SHOWN],
        wanted=wanted(),
        more=more,
        of_country=of_country,
        of_company_kind=of_company_kind,
    )


@blueprint.get("/new")
def new() -> Any:
    require("edit_people")
    return _page(_new_form())


@blueprint.post("/new")
def add() -> Any:
    by, form = require("edit_people"), _new_form()
    try:
        made = add_company(form.to_values(), by=by, now=clock.now())
    except BookingError as refused:
        return _page(form, None, refusals.tell(form, refused)), refused.status
    flash(gettext("The company has been added. Now its people can be added too."), "success")
    return redirect(url_for(".show", company_id=made), 303)


@blueprint.get(ONE)
def show(company_id: int) -> Any:
    require("edit_people")
    found = users.company(company_id)
    return _page(company_form(found), found)


@blueprint.post(ONE)
def edit(company_id: int) -> Any:
    by, found = require("edit_people"), users.company(company_id)
    form = company_form(found)
    try:
        edit_company(company_id, form.to_values(), by=by, now=clock.now())
    except BookingError as refused:
        return _page(form, users.company(company_id), refusals.tell(form, refused)), refused.status
    flash(gettext("It is saved."), "success")
    return redirect(url_for(".show", company_id=company_id), 303)


def _new_form() -> CompanyForm:
    house = centre()
    first = {"kind": LOCAL, "country": house.country, "tzid": house.tzid, "locale": house.locale}
    return company_form(None, **first)


def _page(form: CompanyForm, found: Company | None = None, told: refusals.Told | None = None) -> str:
    people = users.users("", found.id, 0, SHOWN) if found else []
    return render_template(
        "admin/company.html", form=form, found=found, people=people, most=SHOWN, told=told, zones=zones()
    )
