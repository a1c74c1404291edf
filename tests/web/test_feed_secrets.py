"""The secret of a feed's address: how often it is answered, and that no log and no Referer tells it."""

import logging
import os
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from booking import clock
from tests import factories
from tests.factories import NOW
from tests.web.subscribing import address

ROOT = Path(__file__).parents[2]


@pytest.fixture
def now(monkeypatch):
    """A clock that stands still until it is moved."""
    at = SimpleNamespace(at=NOW)
    monkeypatch.setattr(clock, "now", lambda: at.at)
    return at


@pytest.fixture(autouse=True)
def centre(app, now):
    factories.house()


def test_an_address_is_answered_so_often_a_minute(app, client, now):
    app.config["FEED_RATE"] = 3
    path, other = address("kim@example.kr")[0], address("sato@example.jp")[0]
    now.at = NOW + timedelta(seconds=20)
    assert [client.get(path).status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = client.get(path)
    assert (refused.mimetype, refused.headers["Retry-After"]) == ("text/plain", "40")
    assert client.get(other).status_code == 200, "each for itself"
    now.at = NOW + timedelta(minutes=1)
    assert client.get(path).status_code == 200


def test_no_page_is_told_where_one_came_from(client):
    path, _ = address("kim@example.kr")
    assert client.get(path).headers["Referrer-Policy"] == "no-referrer"


def test_a_fault_of_ours_is_logged_without_it(app, client, monkeypatch, caplog):
    path, _ = address("kim@example.kr")
    monkeypatch.setattr("booking.web.feeds.written", lambda *_: 1 / 0)
    app.testing = False
    with caplog.at_level(logging.ERROR):
        assert client.get(path).status_code == 500
    assert "Exception on /feeds/<secret>.ics" in caplog.text and "ZeroDivisionError" in caplog.text
    assert path.split("/")[-1].removesuffix(".ics") not in caplog.text


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_servers_log_of_requests_does_not_have_it(database_url, tmp_path):
    path, _ = address("kim@example.kr")
    secret = path.split("/")[-1].removesuffix(".ics")
    settings = {"DATABASE_URL": database_url, "INSTANCE_PATH": str(tmp_path), "SECRET_KEY": "k"}
    settings |= {"SCHEDULER": "off", "PORT": "8796", "BASE_URL": "http://127.0.0.1:8796"}
    argv = (sys.executable, "-m", "gunicorn", "-w", "1", "--access-logfile", "-", "wsgi:app")
    server = subprocess.Popen(
        argv, cwd=ROOT, env=os.environ | settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        assert _fetched(f"http://127.0.0.1:8796{path}?all=1").startswith(b"BEGIN:VCALENDAR")
    finally:
        server.terminate()
        log, _ = server.communicate(timeout=60)
    assert '"GET /feeds/...?all=1 HTTP/1.1" 200' in log and secret not in log


def _fetched(url: str) -> bytes:
    """As soon as the server is up; another page tells of the feed by a Referer."""
    asked = urllib.request.Request(url, headers={"Referer": url})
    for _ in range(300):
        try:
            with urllib.request.urlopen(asked) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer")
