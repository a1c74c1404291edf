"""The JSON API, `/api/v1`: one blueprint a noun, bearer tokens, problem documents, OpenAPI 3.1."""

from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Flask

from booking.api import (
    audit,
    blackouts,
    changes,
    docs,
    edits,
    feeds,
    language,
    policies,
    problems,
    refusals,
    reservations,
    resources,
    rivals,
    slots,
    special_days,
)
from booking.api.body import RowId
from booking.api.schemas.base import Problem
from booking.extensions import csrf

_SETTINGS = {
    "API_TITLE": "Silkroom",
    "API_VERSION": "v1",
    "OPENAPI_VERSION": "3.1.0",
    "OPENAPI_URL_PREFIX": "/api/v1",
    "OPENAPI_JSON_PATH": "openapi.json",
}
_BEARER = {"type": "http", "scheme": "bearer"}


class Api(flask_smorest.Api):
    """With our own form of errors."""

    ERROR_SCHEMA = Problem

    def _register_error_handlers(self) -> None:
        problems.register(self._app)

    def _register_responses(self) -> None:
        content = {problems.TYPE: {"schema": Problem}}
        for name in (self.DEFAULT_ERROR_RESPONSE_NAME, HTTPStatus(422).name):
            self.spec.components.response(name, {"description": "Refused", "content": content}, lazy=True)


def register(app: Flask) -> None:
    app.config.update(_SETTINGS)
    app.url_map.converters["id"] = RowId
    language.register(app)
    api = Api(app, spec_kwargs={"security": [{}, {"bearer": []}], "servers": [{"url": "/"}]})
    api.register_converter(RowId, _row_id)
    api.spec.components.security_scheme("bearer", _BEARER)
    staff = (rivals, policies, special_days, blackouts, refusals, audit)
    for part in (resources, slots, reservations, edits, changes, feeds, *staff):
        csrf.exempt(part.blueprint)
        api.register_blueprint(part.blueprint)
    app.register_blueprint(docs.blueprint)


def _row_id(converter: RowId) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
