import gzip

import pytest

from booking.app import create_app
from tests import factories

# No row is touched: one database is enough.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def centre(app):
    factories.house()


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/static/css/base.css", "/?on=x"])
def test_every_answer_is_protected(client, path):
    headers = client.get(path).headers
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "Permissions-Policy" in headers
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/spaces/room"])
def test_pages_obey_their_own_policy(client, path):
    text = client.get(path).text
    assert " style=" not in text and "<style" not in text and " onclick" not in text
    assert text.count("<script") == text.count("<script src=")


def test_static_files_are_kept_for_good_only_under_their_hash(client):
    page = client.get("/").text
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    assert "?v=" in address
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert client.get(address.split("?")[0]).headers["Cache-Control"] == "no-cache"


def test_pages_are_no_shared_caches_business(client):
    headers = client.get("/").headers
    assert "private" in headers["Cache-Control"]
    assert {"Cookie", "Accept-Language", "Accept-Encoding"} <= set(headers["Vary"].split(", "))


def test_pages_are_sent_small_to_those_who_can_read_it(client):
    plain, small = client.get("/"), client.get("/", headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip" and len(small.data) < len(plain.data) / 3
    assert gzip.decompress(small.data) == plain.data
    refused = client.get("/", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused.headers


@pytest.mark.parametrize(
    "method, path, status",
    [("GET", "/nothing", 404), ("DELETE", "/sign-in", 405), ("GET", "/spaces/none", 404)],
)
def test_refusals_are_pages_with_a_way_on(client, method, path, status):
    answer = client.open(path, method=method)
    assert answer.status_code == status
    assert answer.content_type.startswith("text/html") and 'href="/"' in answer.text


def test_refusals_speak_the_readers_language(client):
    page = client.get("/nothing", headers={"Accept-Language": "fr, zh-TW;q=0.8, en;q=0.5"}).text
    assert '<html lang="zh-Hant">' in page


def test_a_405_names_what_is_allowed(client):
    assert "GET" in client.delete("/sign-in").headers["Allow"]


def test_too_large_a_body_is_refused(client):
    answer = client.post("/sign-in", data={"email": "x" * 2_000_000})
    assert answer.status_code == 413


def test_another_host_is_refused(client):
    assert client.get("/", base_url="http://evil.example").status_code == 400


def test_an_error_of_ours_is_a_page_without_its_trace(app):
    names = ("DATABASE_URL", "INSTANCE_PATH", "SECRET_KEY", "BASE_URL")
    of_its_own = create_app({name: str(app.config[name]) for name in names})

    @of_its_own.get("/broken")
    def broken():
        raise RuntimeError("a secret of the inside")

    answer = of_its_own.test_client().get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text and "Traceback" not in answer.text and 'href="/"' in answer.text


def test_the_language_that_was_chosen_is_kept(client):
    assert '<html lang="ko">' in client.get("/?lang=ko").text
    assert '<html lang="ko">' in client.get("/", headers={"Accept-Language": "en"}).text
    assert '<html lang="ko">' in client.get("/?lang=klingon").text
