"""A title's line in a second language and the reading of a name, through the API."""

from tests.api.conftest import body


def test_they_are_posted_told_and_changed(api):
    other = {"name": "朴 永", "reading": "Park Yeong"}
    made = api.post("/reservations", body(second_title="회의", booked_for=other), "staff")
    assert made.status_code == 201, made.text
    told = made.json
    assert (told["second_title"], told["contact"]["reading"]) == ("회의", "Park Yeong")
    path = f"/reservations/{told['id']}"
    changed = api.patch(path, {"second_title": "상담"}, "staff")
    assert changed.status_code == 200, changed.text
    assert api.get(path, "staff").json["second_title"] == "상담"


def test_without_them_they_are_empty(api):
    told = api.post("/reservations", body()).json
    assert (told["second_title"], told["contact"]["reading"]) == ("", "")


def test_they_are_as_short_as_a_title_and_a_name(api):
    refused = api.post("/reservations", body(second_title="x" * 201))
    assert [(one["code"], one["field"]) for one in refused.json["errors"]] == [
        ("too_long_text", "second_title")
    ]
