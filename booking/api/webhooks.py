from typing import Any

from flask import Response, current_app, jsonify

from booking import clock
from booking.actions.webhooks import (
    found_webhook,
    make_webhook,
    post_again,
    remove_webhook,
    switch_webhook,
    try_webhook,
)
from booking.api import paging, problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.schemas.base import PageQuery, Problem
from booking.api.schemas.webhook import (
    DeliveryPage,
    DeliverySchema,
    MakeWebhook,
    NewWebhook,
    SwitchWebhook,
    WebhookPage,
    WebhookSchema,
)
from booking.errors import BrokenRule, Invalid
from booking.models import Message, Webhook
from booking.queries.webhooks import deliveries, webhooks

blueprint = Blueprint("webhooks", "Addresses that are posted what happens")
_DELIVERY, _WEBHOOK = DeliverySchema(), WebhookSchema()


@blueprint.get("/webhooks")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, WebhookPage)
def hooks(query: dict[str, Any]) -> Response:
    """One's own, to staff those of all; newest first."""
    by, (before, limit) = demanded(), paging.wanted(query)
    return paging.page(webhooks(by, before, limit + 1), limit, _shown)


@blueprint.post("/webhooks")
@blueprint.arguments(MakeWebhook)
@blueprint.response(201, NewWebhook)
def new_hook(body: dict[str, Any]) -> Response:
    """From now on it is posted what happens to bookings that its maker may see, as
    `{"id", "event", "at", "recurrence_id", "reservation"}`: `reservation` as GET /reservations/{id} gave it
    then, `recurrence_id` the date of a series that it is about. Each is signed (Standard Webhooks), tried
    again with the same id until it is answered 2xx, and those of one booking come in order.
    """
    hook = make_webhook(by=demanded(), now=clock.now(), private=current_app.config["WEBHOOK_PRIVATE"], **body)
    response = jsonify(_shown(hook) | {"secret": hook.secret})
    response.status_code = 201
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.patch("/webhooks/<id:webhook_id>")
@blueprint.arguments(SwitchWebhook)
@blueprint.response(200, WebhookSchema)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def switch_hook(body: dict[str, Any], webhook_id: int) -> Response:
    """Off, it is told nothing, and what waits for it is dropped."""
    by, active = demanded(), body["active"]
    if active is None:
        raise Invalid([BrokenRule("nothing_to_change")])
    return jsonify(_shown(switch_webhook(webhook_id, active=active, by=by, now=clock.now())))


@blueprint.delete("/webhooks/<id:webhook_id>")
@blueprint.response(204)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def no_hook(webhook_id: int) -> None:
    """It is posted nothing more, nor what waits for it."""
    remove_webhook(webhook_id, by=demanded(), now=clock.now())


@blueprint.post("/webhooks/<id:webhook_id>/test")
@blueprint.response(204)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=Problem, content_type=problems.TYPE)
def test_hook(webhook_id: int) -> None:
    """The event "test", of no reservation, is posted soon."""
    try_webhook(webhook_id, by=demanded(), now=clock.now())


@blueprint.get("/webhooks/<id:webhook_id>/deliveries")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, DeliveryPage)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def hook_deliveries(query: dict[str, Any], webhook_id: int) -> Response:
    """Newest first."""
    (before, limit), hook = paging.wanted(query), found_webhook(webhook_id, demanded())
    return paging.page(deliveries(hook.id, before, limit + 1), limit, _delivery)


@blueprint.post("/webhooks/<id:webhook_id>/deliveries/<id:delivery_id>/retry")
@blueprint.response(204)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
@blueprint.alt_response(409, schema=Problem, content_type=problems.TYPE)
def retry_delivery(webhook_id: int, delivery_id: int) -> None:
    """The same once more, as if it had never been tried."""
    post_again(webhook_id, delivery_id, by=demanded(), now=clock.now())


def _shown(hook: Webhook) -> dict[str, Any]:
    return _WEBHOOK.dump(hook) | {"user": hook.user.email}


def _delivery(row: Message) -> dict[str, Any]:
    return _DELIVERY.dump(row) | {"reservation": row.reservation_id}
