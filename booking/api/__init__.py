"""The JSON API, `/api/v1`: one blueprint a noun, bearer tokens, problem documents, OpenAPI 3.1."""

from http import HTTPStatus
from threading import RLock
from typing import Any

import flask_smorest
from apispec import APISpec
from flask import Flask

from booking.api import (
    audit,
    awards,
    blackouts,
    changes,
    docs,
    edits,
    feeds,
    inbound,
    language,
    messages,
    policies,
    problems,
    proposals,
    refusals,
    reservations,
    resources,
    rivals,
    slots,
    special_days,
    standard_reasons,
    taken_back,
    webhooks,
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
    """With our own form of errors. Its parts are described when that is first asked for, not at a start."""

    ERROR_SCHEMA = Problem

    def __init__(self, *args: Any, **kwargs: Any):
        self._undescribed: list[flask_smorest.Blueprint] = []
        self._describing = RLock()
        super().__init__(*args, **kwargs)

    def register_blueprint(self, part: flask_smorest.Blueprint, **options: Any) -> None:
        self._app.extensions["flask-smorest"]["blp_name_to_api"][part.name] = self
        self._app.register_blueprint(part, **options)
        self._undescribed.append(part)

    @property
    def spec(self) -> APISpec:
        with self._describing:
            while self._undescribed:
                part = self._undescribed.pop(0)
                part.register_views_in_doc(self, self._app, self._spec, name=part.name, parameters=None)
                self._spec.tag({"name": part.name, "description": part.description})
            return self._spec

    @spec.setter
    def spec(self, made: APISpec) -> None:
        self._spec = made

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
    people = (resources, slots, reservations, edits, changes, taken_back, proposals, feeds, webhooks)
    staff = (rivals, awards, policies, special_days, blackouts, refusals, audit, messages, inbound)
    for part in (*people, *staff, standard_reasons):
        csrf.exempt(part.blueprint)
        api.register_blueprint(part.blueprint)
    app.register_blueprint(docs.blueprint)


def _row_id(converter: RowId) -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": 2**31 - 1}
