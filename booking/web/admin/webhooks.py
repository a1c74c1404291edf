"""Addresses that are posted what happens, and what became of each delivery."""

from typing import Any

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext, lazy_gettext

from booking import clock
from booking.actions.webhooks import (
    found_webhook,
    make_webhook,
    post_again,
    remove_webhook,
    switch_webhook,
    try_webhook,
)
from booking.errors import BookingError
from booking.forms import refusal as refusals
from booking.forms.webhooks import WebhookForm
from booking.models import Webhook
from booking.models.message import DROPPED, FAILED, MISSED, SENT, WAITING
from booking.permissions import Actor
from booking.queries.webhooks import deliveries, failures_of, webhooks
from booking.web.admin.paging import SHOWN, before, cut
from booking.web.visitor import require

blueprint = Blueprint("webhooks", __name__, url_prefix="/admin/webhooks")
STATES = {
    WAITING: lazy_gettext("Waiting"),
    SENT: lazy_gettext("Sent"),
    FAILED: lazy_gettext("Failed"),
    DROPPED: lazy_gettext("Dropped"),
    MISSED: lazy_gettext("Dropped"),
}


@blueprint.get("")
def index() -> Any:
    return _page(require("desk"), WebhookForm(None))


@blueprint.post("")
def add() -> Any:
    by, form = require("desk"), WebhookForm()
    private = current_app.config["WEBHOOK_PRIVATE"]
    try:
        hook = make_webhook(by=by, now=clock.now(), private=private, **form.to_request())
    except BookingError as refused:
        return _page(by, form, refusals.tell(form, refused)), refused.status
    return _page(by, WebhookForm(None), made=hook, status=201)


@blueprint.get("/<int(max=2147483647):webhook_id>")
def show(webhook_id: int) -> Any:
    hook = found_webhook(webhook_id, require("desk"))
    rows, more = cut(deliveries(hook.id, before(), SHOWN + 1))
    return render_template(
        "admin/webhook.html",
        hook=hook,
        rows=rows,
        more=more,
        states=STATES,
        waiting=WAITING,
    )


@blueprint.post("/<int(max=2147483647):webhook_id>/switch")
def switch(webhook_id: int) -> Any:
    active = request.form.get("active") == "on"
    switch_webhook(webhook_id, active=active, by=require("desk"), now=clock.now())
    told = gettext("The webhook is switched on.") if active else gettext("The webhook is switched off.")
    return _back(webhook_id, told)


@blueprint.post("/<int(max=2147483647):webhook_id>/removal")
def remove(webhook_id: int) -> Any:
    remove_webhook(webhook_id, by=require("desk"), now=clock.now())
    flash(gettext("The webhook is removed."), "success")
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int(max=2147483647):webhook_id>/test")
def test(webhook_id: int) -> Any:
    try_webhook(webhook_id, by=require("desk"), now=clock.now())
    return _back(webhook_id, gettext("A test is on its way. Reload this page to see what became of it."))


@blueprint.post("/<int(max=2147483647):webhook_id>/deliveries/<int(max=2147483647):delivery_id>/retry")
def again(webhook_id: int, delivery_id: int) -> Any:
    post_again(webhook_id, delivery_id, by=require("desk"), now=clock.now())
    return _back(webhook_id, gettext("It will be sent again in a moment."))


def _back(webhook_id: int, told: str) -> Any:
    flash(told, "success")
    return redirect(url_for(".show", webhook_id=webhook_id), 303)


def _page(
    by: Actor,
    form: WebhookForm,
    told: refusals.Told | None = None,
    made: Webhook | None = None,
    status: int = 200,
) -> Any:
    """`made`: one whose secret is shown this once."""
    rows, more = cut(webhooks(by, before(), SHOWN + 1))
    shown = render_template(
        "admin/webhooks.html",
        rows=rows,
        failures=failures_of(rows),
        more=more,
        form=form,
        told=told,
        made=made,
    )
    response = make_response(shown, status)
    response.headers["Cache-Control"] = "no-store"
    return response
