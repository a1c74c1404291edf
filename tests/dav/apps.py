"""A calendar app for tests: it signs in with an app password, asks in XML and reads what comes back."""

import base64
from xml.etree import ElementTree as ET

from booking.actions.tokens import make_app_password
from tests.factories import NOW, person

DAV, CALDAV, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"
NAMESPACES = 'xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"'
ETAG, DATA = "<prop><getetag/></prop>", "<prop><getetag/><C:calendar-data/></prop>"


class CalendarApp:
    def __init__(self, app, email: str):
        self.email, self.browser = email, app.test_client()
        self.secret = make_app_password(by=person(email), now=NOW, name="app")
        self.home = f"/dav/{email}/"

    def space(self, slug: str = "room") -> str:
        return f"{self.home}{slug}/"

    def ask(self, method: str, path: str, body: str = "", depth: str = "", **headers: str):
        sent = {"Authorization": basic(self.email, self.secret)} | ({"Depth": depth} if depth else {})
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.browser.open(path, method=method, data=body.encode(), headers=sent)

    def propfind(self, path: str, props: str, depth: str = "0") -> dict[str, dict[str, ET.Element]]:
        """By href, the properties that are there."""
        body = f"<propfind {NAMESPACES}><prop>{props}</prop></propfind>"
        return found(self.ask("PROPFIND", path, body, depth))

    def report(self, path: str, kind: str, inside: str) -> dict[str, dict[str, ET.Element] | None]:
        """By href; None for what is said to be gone."""
        return found(self.ask("REPORT", path, f"<{kind} {NAMESPACES}>{inside}</{kind}>", "1"))

    def query(self, path: str, time_range: str = "", props: str = DATA):
        within = f'<C:comp-filter name="VEVENT">{time_range}</C:comp-filter>'
        filter_ = f'<C:filter><C:comp-filter name="VCALENDAR">{within}</C:comp-filter></C:filter>'
        return self.report(path, "C:calendar-query", props + filter_)

    def sync(self, path: str, token: str = "") -> tuple[str, set[str], set[str]]:
        """The new token, names that changed, names that are gone."""
        asked = f"<sync-token>{token}</sync-token><sync-level>1</sync-level>{ETAG}"
        answer = self.ask("REPORT", path, f"<sync-collection {NAMESPACES}>{asked}</sync-collection>")
        assert answer.status_code == 207, answer.text
        told = found(answer)
        gone = {href for href, props in told.items() if props is None}
        return ET.fromstring(answer.data).findtext(f"{DAV}sync-token"), set(told) - gone, gone

    def names(self, path: str) -> list[str]:
        return [href for href in self.propfind(path, "<getetag/>", "1") if href.endswith(".ics")]


def basic(email: str, secret: str) -> str:
    return "Basic " + base64.b64encode(f"{email}:{secret}".encode()).decode()


def found(answer) -> dict[str, dict[str, ET.Element] | None]:
    assert answer.status_code == 207, (answer.status_code, answer.text)
    told = {}
    for response in ET.fromstring(answer.data).iter(f"{DAV}response"):
        href = response.findtext(f"{DAV}href").replace("%40", "@")
        told[href] = None if response.find(f"{DAV}status") is not None else properties(response)
    return told


def properties(response: ET.Element) -> dict[str, ET.Element]:
    good = [s for s in response.iter(f"{DAV}propstat") if " 200 " in s.findtext(f"{DAV}status")]
    return {prop.tag.partition("}")[2]: prop for status in good for prop in status.find(f"{DAV}prop")}
