"""A calendar app that asks one server over one connection, and how long each answer takes."""

import base64
import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

from benchmarks.server import Server

DAV, CALDAV = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}"
_NAMES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'
_HOME = (
    "<resourcetype/><displayname/><S:getctag/><sync-token/><current-user-privilege-set/>"
    "<C:supported-calendar-component-set/>"
)
_DATA = "<prop><getetag/><C:calendar-data/></prop>"
AT_ONCE = 100  # names in one multiget
IDLE = 3  # seconds


class CalendarApp:
    """`root` is where homes lie; `seconds` is how long all answers so far have taken. Calendars and events go
    by their names in the address."""

    def __init__(self, server: Server, root: str, email: str, password: str):
        self._connection, self._home, self.seconds = server.connect(), f"{root}/{email}/", 0.0
        self._asked_at = 0.0
        given = base64.b64encode(f"{email}:{password}".encode()).decode()
        self._headers = {"Authorization": f"Basic {given}", "Content-Type": "application/xml", "Depth": "1"}

    def calendars(self) -> list[str]:
        answer = self._ask("PROPFIND", "", f"<propfind {_NAMES}><prop>{_HOME}</prop></propfind>")
        kind = f"{DAV}propstat/{DAV}prop/{DAV}resourcetype/{CALDAV}calendar"
        return [_name(one) for one in answer.iter(f"{DAV}response") if one.find(kind) is not None]

    def names(self, calendar: str) -> list[str]:
        """With each event's ETag."""
        props = "<prop><getetag/><getcontenttype/></prop>"
        answer = self._ask("PROPFIND", f"{calendar}/", f"<propfind {_NAMES}>{props}</propfind>")
        return [name for one in answer.iter(f"{DAV}response") if (name := _name(one)).endswith(".ics")]

    def day(self, calendar: str, at: datetime) -> dict[str, str]:
        """Texts by name."""
        span = f'start="{at:%Y%m%dT%H%M%SZ}" end="{at + timedelta(days=1):%Y%m%dT%H%M%SZ}"'
        inner = f'<C:comp-filter name="VEVENT"><C:time-range {span}/></C:comp-filter>'
        found = f'<C:filter><C:comp-filter name="VCALENDAR">{inner}</C:comp-filter></C:filter>'
        return _texts(self._report(calendar, "C:calendar-query", _DATA + found))

    def sync(self, calendar: str, token: str = "") -> tuple[str, list[str]]:
        """The next token, and the names of what has changed."""
        asked = f"<sync-token>{token}</sync-token><sync-level>1</sync-level><prop><getetag/></prop>"
        answer = self._report(calendar, "sync-collection", asked)
        return answer.findtext(f"{DAV}sync-token") or "", [
            _name(one) for one in answer.iter(f"{DAV}response")
        ]

    def texts(self, calendar: str, names: Sequence[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for n in range(0, len(names), AT_ONCE):
            some = names[n : n + AT_ONCE]
            hrefs = "".join(f"<href>{self._home}{calendar}/{name}</href>" for name in some)
            found |= _texts(self._report(calendar, "C:calendar-multiget", _DATA + hrefs))
        return found

    def put(self, calendar: str, name: str, text: str) -> None:
        self._send("PUT", f"{calendar}/{name}", text, self._headers | {"Content-Type": "text/calendar"})

    def _report(self, calendar: str, kind: str, inside: str) -> ET.Element:
        return self._ask("REPORT", f"{calendar}/", f"<{kind} {_NAMES}>{inside}</{kind}>")

    def _ask(self, method: str, path: str, body: str) -> ET.Element:
        return ET.fromstring(self._send(method, path, body, self._headers))

    def _send(self, method: str, path: str, body: str, headers: dict[str, str]) -> bytes:
        self._keep_connected()
        began = time.perf_counter()
        self._connection.request(method, self._home + path, body.encode(), headers)
        response = self._connection.getresponse()
        answer = response.read()
        self._asked_at = time.perf_counter()
        self.seconds += self._asked_at - began
        if response.status not in (201, 204, 207):
            raise SystemExit(f"{method} {path}: {response.status} {answer[:300]!r}")
        return answer

    def _keep_connected(self) -> None:
        """The server leaves after five seconds without a question."""
        if time.perf_counter() - self._asked_at > IDLE:
            self._connection.close()
            self._connection.connect()


def starts(texts: Iterable[str]) -> set[datetime]:
    """When these events of one date each begin, in UTC."""
    found = set()
    for text in texts:
        event = text.partition("BEGIN:VEVENT")[2]
        name, _, wall = event[event.index("\nDTSTART") + 1 :].splitlines()[0].partition(":")
        zone = ZoneInfo(name.partition("TZID=")[2]) if "TZID=" in name else UTC
        found.add(
            datetime.strptime(wall.removesuffix("Z"), "%Y%m%dT%H%M%S").replace(tzinfo=zone).astimezone(UTC)
        )
    return found


def _name(response: ET.Element) -> str:
    return unquote(response.findtext(f"{DAV}href") or "").rstrip("/").rpartition("/")[2]


def _texts(answer: ET.Element) -> dict[str, str]:
    data = f".//{CALDAV}calendar-data"
    return {_name(one): one.findtext(data) or "" for one in answer.iter(f"{DAV}response")}
