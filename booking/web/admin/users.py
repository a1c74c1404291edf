"""People's accounts."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.users import add_user, edit_user
from booking.actions.welcome import welcome
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.account import zones
from booking.forms.users import UserForm, user_form
from booking.models import User
from booking.permissions import MEMBER, may
from booking.queries import users
from booking.queries.policies import centre
from booking.web.admin.paging import SHOWN, skipped, wanted
from booking.web.frame import ROLES
from booking.web.visitor import require, visitor

blueprint = Blueprint("users", __name__, url_prefix="/admin/people")
ONE = "/<int(max=2147483647):user_id>"


@blueprint.get("")
def index() -> Any:
    require("edit_people")
    found = users.users(wanted(), None, skipped(), SHOWN + 1)
    more = skipped() + SHOWN if len(found) > SHOWN else None
    return render_template("admin/users.html", found=found[:SHOWN], wanted=wanted(), more=more)


@blueprint.get("/new")
def new() -> Any:
    require("edit_people")
    return _page(_new_form())


@blueprint.post("/new")
def add() -> Any:
    by, form = require("edit_people"), _new_form()
    try:
        made = add_user(form.to_values(), by=by, now=clock.now())
    except BookingError as refused:
        return _page(form, None, refusals.tell(form, refused)), refused.status
    flash(gettext("The account has been added."), "success")
    return redirect(url_for(".show", user_id=made), 303)


@blueprint.get(ONE)
def show(user_id: int) -> Any:
    require("edit_people")
    found = users.user(user_id)
    return _page(_form(found), found)


@blueprint.post(ONE)
def edit(user_id: int) -> Any:
    by, form = require("edit_people"), _form(users.user(user_id))
    values = form.to_values() | {"active": bool(form.active.data)}
    try:
        edit_user(user_id, values, by=by, now=clock.now())
    except BookingError as refused:
        return _page(form, users.user(user_id), refusals.tell(form, refused)), refused.status
    flash(gettext("It is saved."), "success")
    return redirect(url_for(".show", user_id=user_id), 303)


@blueprint.post(f"{ONE}/welcome")
def send_link(user_id: int) -> Any:
    welcome(user_id, by=require("edit_people"), now=clock.now())
    flash(gettext("A mail with a link to choose a password is on its way."), "success")
    return redirect(url_for(".show", user_id=user_id), 303)


def _form(found: User) -> UserForm:
    return user_form(found, users.company_names(), _roles(found.role))


def _new_form() -> UserForm:
    """Of the company that the address names."""
    house, of = centre(), request.args.get("company", type=int)
    company = users.company(of) if of and 0 < of < 2**31 else None
    spoken = company or house
    first = {"locale": spoken.locale, "tzid": spoken.tzid, "company_id": str(company.id) if company else ""}
    return user_form(None, users.company_names(), _roles(MEMBER), **first)


def _roles(present: str) -> list[tuple[str, str]]:
    """Those that the visitor may give, and the one that is there."""
    given = ROLES if may(visitor(), "edit_roles") else {present: ROLES[present]}
    return [(role, str(text)) for role, text in given.items()]


def _page(form: UserForm, found: User | None = None, told: refusals.Told | None = None) -> str:
    bookings = users.last_bookings(found.id) if found else []
    return render_template(
        "admin/user.html", form=form, found=found, bookings=bookings, told=told, zones=zones()
    )
