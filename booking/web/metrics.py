"""Figures in Prometheus' text format 0.0.4. Who may not read them finds nothing here."""

import hmac
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, abort, current_app, request

from booking import clock
from booking.queries.metrics import Metric, metrics
from config import only_here

blueprint = Blueprint("metrics", __name__)
TYPE = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPED = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
_HERE = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
_PASSED_ON = ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP")


@blueprint.get("/metrics")
def show() -> Any:
    if not _may_read():
        abort(404)
    lines = [line for metric in metrics(clock.now()) for line in _lines(metric)]
    return Response("\n".join([*lines, ""]), content_type=TYPE)


def _may_read() -> bool:
    """With the token that is set; where none is, from this machine while nobody else reaches us at all."""
    if token := current_app.config["METRICS_TOKEN"]:
        told = request.headers.get("Authorization", "").encode("utf-8", "surrogateescape")
        return hmac.compare_digest(told, f"Bearer {token}".encode())
    passed_on = any(name in request.headers for name in _PASSED_ON)
    return only_here(current_app.config) and request.remote_addr in _HERE and not passed_on


def _lines(metric: Metric) -> Iterator[str]:
    yield f"# HELP {metric.name} {metric.about}"
    yield f"# TYPE {metric.name} {metric.kind}"
    for labels, value in metric.values:
        told = ",".join(f'{name}="{text.translate(_ESCAPED)}"' for name, text in labels.items())
        yield f"{metric.name}{f'{{{told}}}' if told else ''} {float(value)!r}"
