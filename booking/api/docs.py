"""The OpenAPI document for people, made on the server: nothing is fetched from elsewhere."""

from typing import Any

from flask import Blueprint, current_app, render_template

blueprint = Blueprint("api_docs", __name__, url_prefix="/api/v1")


def document() -> dict[str, Any]:
    return current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"].spec.to_dict()


@blueprint.get("/docs")
def docs() -> str:
    told = document()
    return render_template(
        "api/docs.html", document=told, schemas=told["components"]["schemas"], operations=_operations(told)
    )


def _operations(told: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation), with the parameters of its path and no response merely referred to."""
    return [
        (method.upper(), path, _whole(operation, item.get("parameters", []), told["components"]["responses"]))
        for path, item in told["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]


def _whole(operation: dict[str, Any], shared: list[Any], known: dict[str, Any]) -> dict[str, Any]:
    responses = {
        status: known[response["$ref"].rsplit("/", 1)[1]] if "$ref" in response else response
        for status, response in operation["responses"].items()
    }
    return operation | {"parameters": [*shared, *operation.get("parameters", [])], "responses": responses}
