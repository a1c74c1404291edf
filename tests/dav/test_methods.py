"""Every method on everything there is, by everybody: a clear answer, and nothing is changed by accident."""

from xml.etree import ElementTree as ET

import pytest

from booking.actions.own_calendar import choose_own_calendar
from tests.dav.apps import NAMESPACES, CalendarApp
from tests.dav.test_reading import texts
from tests.dav.test_series import MOVED, held, one, series
from tests.dav.test_writing import HALL, count, ics, nothing_is_asked, only, put  # noqa: F401
from tests.factories import NOW, person

PROP = f"<propfind {NAMESPACES}><prop><getetag/></prop></propfind>"
PATCH = f"<propertyupdate {NAMESPACES}><set><prop><displayname>x</displayname></prop></set></propertyupdate>"
RANGE = '<C:time-range start="20261201T000000Z" end="20270101T000000Z"/>'
FILTER = '<C:filter><C:comp-filter name="VCALENDAR"/></C:filter>'
REPORTS = {
    "calendar-query": f"<C:calendar-query {NAMESPACES}><prop><getetag/></prop>{FILTER}</C:calendar-query>",
    "multiget": f"<C:calendar-multiget {NAMESPACES}><prop/><href>/x</href></C:calendar-multiget>",
    "sync": f"<sync-collection {NAMESPACES}><sync-token/><prop><getetag/></prop></sync-collection>",
    "free-busy": f"<C:free-busy-query {NAMESPACES}>{RANGE}</C:free-busy-query>",
    "none": "",
}
ASKED = [
    *(("REPORT", body) for body in REPORTS.values()),
    ("OPTIONS", ""),
    ("GET", ""),
    ("HEAD", ""),
    ("PROPFIND", PROP),
    ("PROPFIND", ""),
    ("PROPPATCH", PATCH),
    ("PROPPATCH", ""),
    ("PUT", "nonsense"),
    ("PUT", ics(uid="new@app")),
    ("POST", ics()),
    ("MKCALENDAR", ""),
    ("MKCOL", ""),
    ("MOVE", ""),
    ("COPY", ""),
    ("LOCK", ""),
    ("UNLOCK", ""),
    ("ACL", ""),
    ("PATCH", ""),
    ("TRACE", ""),
    ("BREW", ""),
    ("DELETE", ""),
]
ROOM, OWN = "{home}room/", "{home}~bookings/"
ROOTS = ["/dav", "/dav/", "{home}", "/dav/nobody@example.jp/"]
CALENDARS = [ROOM, OWN, "{home}nowhere/"]
NAMES = [f"{ROOM}none.ics", f"{ROOM}one.ics", f"{ROOM}a/b.ics", f"{OWN}x.ics", "{home}nowhere/x.ics"]
SATOS = "/dav/sato@example.jp/room/one.ics"
MOVES = ("MOVE", "COPY")
WHERE = [*ROOTS, *CALENDARS, *NAMES, SATOS]


@pytest.mark.parametrize(
    "email", ["sato@example.jp", "suzuki@example.jp", "kim@example.kr", "staff@example.jp"]
)
def test_no_method_fails_anywhere(app, sato, email):
    put(sato, series(MOVED))
    choose_own_calendar(True, by=person(email), now=NOW)
    asks = CalendarApp(app, email)
    codes = {}
    for method, body in ASKED:
        for where in WHERE:
            path = where.format(home=asks.home)
            to = {"Destination": f"http://localhost{asks.home}hall/one.ics"} if method in MOVES else {}
            answer = asks.ask(method, path, body, "1", **to)
            codes[method, where] = answer.status_code
            assert answer.status_code < 500, (method, path, answer.status_code)
            if answer.content_type.startswith(("text/xml", "application/xml")) and answer.data:
                ET.fromstring(answer.data)
    assert {codes[method, ROOM] for method in ("POST", "PATCH", "LOCK", "COPY", "BREW")} == {405}
    assert {codes[method, ROOM] for method in ("PUT", "DELETE", "MKCOL", "MKCALENDAR", "MOVE")} == {403}
    if email != sato.email:
        assert len(held()) == 4, "nobody else has touched it"
        assert {codes[method, SATOS] for method in ("PUT", "DELETE", "MOVE", "PROPPATCH")} == {403}


@pytest.mark.parametrize(
    ("method", "headers", "there", "gone"),
    [
        ("PUT", {}, 204, 201),
        ("PUT", {"If_Match": "now"}, 204, 412),
        ("PUT", {"If_Match": '"old", now'}, 204, 412),
        ("PUT", {"If_Match": "*"}, 204, 412),
        ("PUT", {"If_Match": '"old"'}, 412, 412),
        ("PUT", {"If_Match": "W/now"}, 412, 412),
        ("PUT", {"If_None_Match": "*"}, 412, 201),
        ("PUT", {"If_None_Match": "now"}, 412, 201),
        ("PUT", {"If_None_Match": '"old"'}, 204, 201),
        ("PUT", {"If_Match": "now", "If_None_Match": "*"}, 412, 412),
        ("DELETE", {}, 204, 404),
        ("DELETE", {"If_Match": "now"}, 204, 404),
        ("DELETE", {"If_Match": "*"}, 204, 404),
        ("DELETE", {"If_Match": '"old"'}, 412, 404),
        ("GET", {"If_None_Match": "now"}, 304, 404),
        ("GET", {"If_None_Match": '"old"'}, 200, 404),
    ],
)
def test_what_an_app_wants_to_be_so_is_looked_at(sato, method, headers, there, gone):
    etag = put(sato, ics()).headers["ETag"]
    sent = {name: value.replace("now", etag) for name, value in headers.items()}
    body = {"PUT": ics(title="Other")}.get(method, "")
    assert sato.ask(method, sato.space() + "one.ics", body, **sent).status_code == there
    none = ics("20261203T100000", "20261203T110000", uid="none@app") if method == "PUT" else ""
    assert sato.ask(method, sato.space() + "none.ics", none, **sent).status_code == gone


def test_a_time_that_only_a_moved_date_touches_finds_it(sato, kim):
    put(sato, series(MOVED))
    afternoon = '<C:time-range start="20261209T050000Z" end="20261209T060000Z"/>'
    morning = '<C:time-range start="20261209T010000Z" end="20261209T020000Z"/>'
    assert list(sato.query(sato.space(), afternoon)) == [sato.space() + "one.ics"]
    assert sato.query(sato.space(), morning) == {} and kim.query(kim.space(), morning) == {}
    assert len(texts(kim.query(kim.space(), afternoon))) == 1
    body = '<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav">{}</C:free-busy-query>'
    assert "20261209T050000Z" in kim.ask("REPORT", kim.space(), body.format(afternoon), "1").text
    assert "\nFREEBUSY" not in kim.ask("REPORT", kim.space(), body.format(morning), "1").text


def test_after_each_kind_of_change_the_token_tells_it(sato, kim):
    name, tokens = sato.space() + "one.ics", {app: app.sync(app.space())[0] for app in (sato, kim)}

    def told(app) -> tuple[int, int]:
        tokens[app], new, gone = app.sync(app.space(), tokens[app])
        assert app is kim or not (new | gone) - {name}
        return len(new), len(gone)

    for text, wanted in (
        (series(), (1, 0)),
        (series(MOVED), (1, 0)),
        (series(one("20261209T100000", "20261209T140000", "20261209T150000", "STATUS:CANCELLED")), (1, 0)),
        (series(begins="20261203T100000", ends="20261203T110000"), (1, 0)),
        (series(begins="20261203T100000", ends="20261203T110000", more="STATUS:CANCELLED"), (0, 1)),
    ):
        assert put(sato, text).status_code in (201, 204)
        assert told(sato) == told(kim) == wanted
        assert told(sato) == told(kim) == (0, 0)


def test_names_that_are_unknown_or_somewhere_else_are_404_each(sato, kim):
    put(sato, ics())
    names = [
        sato.space() + "one.ics",
        sato.space() + "none.ics",
        sato.space(HALL) + "one.ics",
        "/elsewhere",
        "%ff",
    ]
    hrefs = "".join(f"<href>{name}</href>" for name in [*names, kim.space() + "one.ics"])
    told = sato.report(sato.space(), "C:calendar-multiget", f"<prop><getetag/></prop>{hrefs}")
    assert [name for name, props in told.items() if props] == [sato.space() + "one.ics"]
    assert len(told) >= 2
