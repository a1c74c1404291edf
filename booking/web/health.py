"""For load balancers and watchers: alive, and ready to serve."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, current_app

from booking import clock
from booking.queries.backlog import backlog
from booking.queries.health import SILENT_AFTER, faults, heartbeat_age
from booking.queries.inbound import inbound_standing

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def alive() -> Any:
    """Asks nothing of the database."""
    return {"status": "alive"}


@blueprint.get("/readyz")
def ready() -> Any:
    reasons = [fault.code for fault in faults(by_effect=False)]
    if not reasons:
        reasons = list(_scheduler())
    told = {"status": "not ready" if reasons else "ready", "reasons": reasons}
    return {**told, "warnings": [] if reasons else list(_warnings())}, 503 if reasons else 200


def _warnings() -> Iterator[str]:
    """Pages can be served all the same: no load balancer is to take us out for them."""
    now, settings = clock.now(), current_app.config
    if backlog(now).late(now, settings["OUTBOX_LATE"]):
        yield "outbox"
    if settings["INBOUND_URL"] and inbound_standing(now).late(now, settings["OUTBOX_LATE"]):
        yield "inbound"


def _scheduler() -> Iterator[str]:
    age = heartbeat_age(clock.now())
    if age is None or age > SILENT_AFTER * current_app.config["TICK_INTERVAL"]:
        yield "scheduler"
