"""A real client in JavaScript, tsdav, over a real socket: what web apps are built on."""

import json
import subprocess
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest

from booking.extensions import db
from booking.models import Question
from tests import tools
from tests.dav.apps import CalendarApp
from tests.dav.test_reading import booked
from tests.dav.test_writing import ics, only
from tests.factories import span
from tests.said import said
from tests.serving import served


def ask(address: str, app: CalendarApp, verb: str, **given: Any) -> Any:
    account = {"address": address, "user": app.email, "password": app.secret}
    text = json.dumps(account | {"verb": verb, "given": given})
    command = [tools.node(), tools.SCRIPTS / "caldav.mjs"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def asks(app, sato, npm_packages) -> Iterator[partial]:
    """What Sato's app does."""
    db.session.query(Question).delete()
    db.session.commit()
    with served(app) as address:
        yield partial(ask, address, sato)


def calendar(asks: partial, slug: str = "room") -> dict[str, Any]:
    return next(one for one in asks("calendars") if one["url"].endswith(f"/{slug}/"))


def test_it_finds_the_spaces_from_the_server_alone(asks, sato):
    account = asks("account")
    assert account["rootUrl"].endswith("/dav/"), "by /.well-known/caldav"
    assert account["homeUrl"].endswith("/dav/sato%40example.jp/")
    found = asks("calendars")
    assert [one["displayName"] for one in found] == ["hall", "room", "desk-1", "desk-2"]
    assert all(one["components"] == ["VEVENT"] and one["syncToken"] and one["ctag"] for one in found)
    assert {"syncCollection", "calendarMultiget", "calendarQuery"} <= set(found[0]["reports"])


def test_it_books_changes_and_calls_off(asks):
    room = calendar(asks)
    status, etag = asks("create", calendar=room, filename="one.ics", iCalString=ics())
    assert status == 201 and etag and only().status == "confirmed"
    clash = ics("20261202T103000", "20261202T113000", uid="two@app")
    assert asks("create", calendar=room, filename="two.ics", iCalString=clash) == [409, None]
    (one,) = asks("objects", calendar=room)
    assert one["etag"] == etag
    longer = one | {"data": ics(ends="20261202T120000")}
    status, newer = asks("update", calendarObject=longer)
    assert (status, newer != etag) == (204, True)
    assert only().occurrences[0].interval == span(2, "10:00", "12:00")
    assert asks("update", calendarObject=one | {"data": ics()})[0] == 412, "by the old one's tag"
    assert asks("remove", calendarObject=one)[0] == 412
    assert only().occurrences[0].interval == span(2, "10:00", "12:00")
    assert asks("remove", calendarObject=one | {"etag": newer})[0] == 204
    assert only().status == "cancelled" and asks("objects", calendar=room) == []


def test_it_keeps_up_by_what_has_changed(asks):
    room = calendar(asks)
    asks("create", calendar=room, filename="one.ics", iCalString=ics())
    asks(
        "create",
        calendar=room,
        filename="two.ics",
        iCalString=ics("20261203T100000", "20261203T110000", "two@app"),
    )
    kept = calendar(asks)
    kept["objects"] = asks("objects", calendar=kept)
    assert len(kept["objects"]) == 2
    one, two = sorted(kept["objects"], key=lambda found: found["url"])
    asks("update", calendarObject=one | {"data": ics(title="Renamed")})
    asks("remove", calendarObject=two)
    booked(span(4, "10:00", "11:00"), email="kim@example.kr")
    changes = asks("sync", calendar=kept)["objects"]
    assert [found["url"] for found in changes["deleted"]] == [two["url"]]
    assert "SUMMARY:Renamed" in changes["updated"][0]["data"]
    (new,) = changes["created"]
    assert said("ja", "Busy") in new["data"] and len(changes["updated"]) == 1
