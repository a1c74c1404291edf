"""Standard reasons through the API, and what is said with them."""

import pytest

from booking.actions.book import book
from tests.factories import NOW, person, wish

PATH = "/standard-reasons"
TEXTS = {"en": "It is being inspected.", "ja": "点検中です。"}


@pytest.fixture
def made(api):
    return api.post(PATH, {"verb": "cancel", "texts": TEXTS}, "staff").json


def test_they_are_made_listed_changed_and_removed(api, made):
    assert made == {"id": made["id"], "verb": "cancel", "position": 1, "texts": TEXTS}
    other = api.post(PATH, {"verb": "cancel", "texts": {"en": "Snow"}, "position": 1}, "admin").json
    listed = api.get(f"{PATH}?verb=cancel", "staff").json
    assert [(row["id"], row["position"]) for row in listed["items"]] == [(other["id"], 1), (made["id"], 2)]
    assert listed["next"] is None and api.get(f"{PATH}?verb=return", "staff").json["items"] == []
    changed = api.patch(f"{PATH}/{made['id']}", {"texts": {"en": "Closed"}, "position": 1}, "staff")
    assert (changed.json["texts"], changed.json["position"]) == ({"en": "Closed"}, 1)
    assert api.delete(f"{PATH}/{made['id']}", "staff").status_code == 204
    assert api.delete(f"{PATH}/{made['id']}", "staff").status_code == 404


def test_they_are_the_staffs(api, made):
    one = f"{PATH}/{made['id']}"
    for who, status in (("own", 403), (None, 401)):
        assert api.get(PATH, who).status_code == status
        assert api.post(PATH, {"verb": "cancel", "texts": TEXTS}, who).status_code == status
        assert api.patch(one, {"position": 1}, who).status_code == status
        assert api.delete(one, who).status_code == status


@pytest.mark.parametrize(
    "body, field",
    [
        ({"verb": "approve", "texts": TEXTS}, "verb"),
        ({"verb": "cancel", "texts": {"fr": "non"}}, "texts.fr"),
        ({"verb": "cancel", "texts": {}}, "texts"),
        ({"verb": "cancel", "texts": TEXTS, "position": 0}, "position"),
        ({"verb": "cancel"}, "texts"),
    ],
)
def test_what_is_no_standard_reason(api, body, field):
    refused = api.post(PATH, body, "staff")
    assert refused.status_code == 422 and [one["field"] for one in refused.json["errors"]] == [field]


def test_nothing_to_change(api, made):
    assert api.patch(f"{PATH}/{made['id']}", {}, "staff").status_code == 422


def test_a_cancellation_tells_the_reason_its_language_and_the_standard_one(api, made):
    booked = book(wish(), by=person("sato@example.jp"), now=NOW).id
    body = {"reason": "すみません", "reason_locale": "ja", "standard_reason": made["id"]}
    wrong = api.post(f"/reservations/{booked}/approval", {"decision": "return"} | body, "staff")
    assert [one["code"] for one in wrong.json["errors"]] == ["unknown_reason"]
    told = api.post(f"/reservations/{booked}/cancellation", body, "staff").json["occurrences"][0]
    assert (told["reason"], told["reason_locale"], told["reason_texts"]) == ("すみません", "ja", TEXTS)


def test_the_bookers_own_words_are_in_their_language(api):
    booked = book(wish(), by=person("sato@example.jp"), now=NOW).id
    told = api.post(f"/reservations/{booked}/cancellation", {"reason": "急用"}).json["occurrences"][0]
    assert (told["reason"], told["reason_locale"], told["reason_texts"]) == ("急用", "ja", None)
