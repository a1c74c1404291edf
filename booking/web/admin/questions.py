"""What is asked with every booking of a space."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.questions import add_question, ask_question, edit_question, place_question
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.asking import KIND_TEXTS, QuestionForm, question_form
from booking.models import Question, Resource
from booking.queries import questions
from booking.queries.resources import resource
from booking.rule_words import of_rule
from booking.web.visitor import require
from booking.wording import of_error

blueprint = Blueprint("questions", __name__, url_prefix="/admin/questions")
ONE = "/<int(max=2147483647):question_id>"


@blueprint.get("")
def index() -> Any:
    require("edit_resources")
    return render_template("admin/questions.html", spaces=questions.asking(), kinds=KIND_TEXTS)


@blueprint.get("/of/<slug>/new")
def new(slug: str) -> Any:
    require("edit_resources")
    return _page(resource(slug), question_form())


@blueprint.post("/of/<slug>/new")
def add(slug: str) -> Any:
    by, form = require("edit_resources"), question_form()
    named, kind = (form.slug.data or "").strip(), form.kind.data or ""
    try:
        made = add_question(slug, named, kind, form.to_written(), by=by, now=clock.now())
    except BookingError as refused:
        return _page(resource(slug), form, None, refusals.tell(form, refused)), refused.status
    flash(gettext("The question is asked from now on."), "success")
    return redirect(url_for(".show", question_id=made), 303)


@blueprint.get(ONE)
def show(question_id: int) -> Any:
    require("edit_resources")
    row, space = questions.question(question_id)
    return _page(space, question_form(row), row)


@blueprint.post(ONE)
def edit(question_id: int) -> Any:
    by, (row, space) = require("edit_resources"), questions.question(question_id)
    form = question_form(row)
    try:
        edit_question(question_id, form.to_written(), by=by, now=clock.now())
    except BookingError as refused:
        row, space = questions.question(question_id)
        return _page(space, form, row, refusals.tell(form, refused)), refused.status
    flash(gettext("It is saved."), "success")
    return redirect(url_for(".show", question_id=question_id), 303)


@blueprint.post(f"{ONE}/asked")
def ask(question_id: int) -> Any:
    by, asked = require("edit_resources"), request.form.get("asked") == "yes"
    try:
        ask_question(question_id, asked, by=by, now=clock.now())
    except BookingError as refused:
        flash(" ".join(map(of_rule, refusals.rules_of(refused))) or of_error(refused), "error")
    return redirect(url_for(".index"), 303)


@blueprint.post(f"{ONE}/place")
def place(question_id: int) -> Any:
    position = request.form.get("position", type=int) or 1
    place_question(question_id, position, by=require("edit_resources"), now=clock.now())
    return redirect(url_for(".index"), 303)


def _page(
    space: Resource, form: QuestionForm, found: Question | None = None, told: refusals.Told | None = None
) -> str:
    return render_template(
        "admin/question.html", space=space, form=form, found=found, told=told or [], kinds=KIND_TEXTS
    )
