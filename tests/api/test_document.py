"""The OpenAPI document, the page made of it, and what resources tell."""

import json
import re
from typing import Any

import pytest

from booking.actions.book import book
from tests.factories import NOW, person, span, wish
from tests.web.pages import Queries

METHODS = {"get", "put", "post", "delete", "options", "head", "patch", "trace"}
TYPES = {"string", "integer", "number", "boolean", "array", "object", "null"}


@pytest.fixture
def document(api) -> dict[str, Any]:
    return api.client.get("/api/v1/openapi.json").json


def operations(document):
    return [
        (path, method, item, operation)
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    ]


def resolved(document, reference: str) -> Any:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def inside(node: Any):
    yield node
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from inside(child)


def test_its_head(document):
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])
    assert document["info"]["title"] and document["info"]["version"] == "v1"
    assert set(document) <= {
        "openapi", "info", "servers", "paths", "components", "security", "tags", "jsonSchemaDialect",
        "webhooks", "externalDocs",
    }  # fmt: skip
    assert document["components"]["securitySchemes"]["bearer"] == {"type": "http", "scheme": "bearer"}


def test_every_operation_is_whole(document):
    found = operations(document)
    assert len(found) == 58
    names = [operation["operationId"] for *_, operation in found]
    assert len(set(names)) == len(names)
    for path, method, item, operation in found:
        assert path.startswith("/api/v1/") and set(item) <= METHODS | {"parameters", "summary", "description"}
        parameters = [*item.get("parameters", []), *operation.get("parameters", [])]
        in_path = {p["name"] for p in parameters if p["in"] == "path"}
        assert in_path == set(re.findall(r"{(\w+)}", path)) and operation["summary"]
        assert all(p["schema"] and p["in"] in ("path", "query", "header") for p in parameters)
        assert all(re.fullmatch(r"[1-5]\d\d|default", status) for status in operation["responses"])
        assert "requestBody" not in operation or method in ("post", "patch")


def test_every_reference_leads_somewhere(document):
    references = [
        n["$ref"] for n in inside(document) if isinstance(n, dict) and isinstance(n.get("$ref"), str)
    ]
    assert len(references) > 20
    assert all(resolved(document, reference) for reference in references)


def test_every_schema_is_json_schema(document):
    for schema in document["components"]["schemas"].values():
        assert schema["type"] == "object" and set(schema.get("required", [])) <= set(schema["properties"])
        for node in inside(schema["properties"]):
            if isinstance(node, dict) and isinstance(kind := node.get("type"), str | list):
                assert set([kind] if isinstance(kind, str) else kind) <= TYPES
            assert not (isinstance(node, dict) and "nullable" in node), "3.0"


def test_refusals_are_problem_documents(document):
    for *_, operation in operations(document):
        for status, response in operation["responses"].items():
            response = resolved(document, response["$ref"]) if "$ref" in response else response
            if status == "default" or int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"]


def test_the_page_asks_nobody_else(api, document):
    page = api.client.get("/api/v1/docs")
    assert page.status_code == 200 and page.mimetype == "text/html"
    for path, method, *_ in operations(document):
        assert f"{method.upper()} {path}" in page.text
    for name in document["components"]["schemas"]:
        assert f'id="schema-{name}"' in page.text
    assert not re.findall(r'(?:src|action)="(?:https?:)?//', page.text)
    assert "<script>" not in page.text and " style=" not in page.text


def test_resources(api):
    told = api.get("/resources?kind=space", None)
    assert told.json["next"] is None
    room = next(item for item in told.json["items"] if item["slug"] == "room")
    assert (room["kind"], room["name"], room["capacity"], room["tzid"]) == ("space", "room", 8, "Asia/Tokyo")
    assert room["policy"]["setup_time"] == "PT15M" and room["policy"]["max_duration"] == "PT9H"
    assert room["policy"]["opening_hours"]["1"] == [["08:45", "17:30"]]
    assert (
        room["questions"][0]["slug"] == "purpose" and room["questions"][0]["choices"][0]["value"] == "talks"
    )
    assert {item["kind"] for item in told.json["items"]} == {"space"}
    units = api.get("/resources?kind=equipment", None).json["items"]
    assert {unit["equipment"] for unit in units} == {"projector"}
    desks = api.get("/resources?kind=desk", None).json["items"]
    assert {desk["part_of"] for desk in desks} == {"hall"}
    assert json.dumps(told.json)


def test_resources_and_busy_times_are_asked_with_few_queries(api):
    """Nobody's question needs no attendees; each kind is picked out of one reading."""

    def asked(path: str, who: str | None) -> int:
        with Queries() as counted:
            assert api.get(path, who).status_code == 200
        return counted.count

    assert asked("/resources", None) == asked("/resources?kind=space", None) == 3
    room = book(wish(), by=person("sato@example.jp"), now=NOW, answer=lambda made: made.spaces[0].id)
    around = f"/resources/{room}/busy?from=2026-12-01T00:00Z&to=2027-02-01T00:00Z"
    api.get(around, "own")  # its first use is noted
    assert asked(around, "own") - asked(around, None) == 2  # whose token it is, and who comes


def test_a_meeting_that_began_before_the_span_is_busy_in_it(api):
    room = book(wish(), by=person("sato@example.jp"), now=NOW, answer=lambda made: made.spaces[0].id)
    book(wish(span(2, "13:00", "14:00")), by=person("sato@example.jp"), now=NOW)
    around = f"/resources/{room}/busy?from=2026-12-02T10:30:00%2B09:00&to=2026-12-02T12:30:00%2B09:00"
    found = [(item["starts_at"], item["ends_at"]) for item in api.get(around, None).json["items"]]
    assert found == [
        ("2026-12-02T00:45:00Z", "2026-12-02T02:00:00Z"),
    ]
