"""What an app says of an event beside what the desk knows comes back to it, and goes to nobody else."""

from sqlalchemy import select

from booking.actions.approve import approve
from booking.actions.change import change
from booking.extensions import db
from booking.jobs.sending import send_mails
from booking.models import Message
from booking.rules.requests import Edit
from tests.dav.test_reading import instants, room
from tests.dav.test_series import WEEKLY, alone, one, series, served
from tests.dav.test_writing import ics, nothing_is_asked, only, put  # noqa: F401
from tests.factories import NOW, at, person, span
from tests.web.subscribing import address

ALARM = "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nDESCRIPTION:secret alarm\r\nEND:VALARM"
PRIVATE = (
    f"CATEGORIES:secret category\r\nTRANSP:TRANSPARENT\r\nCLASS:PRIVATE\r\nX-APP-NOTE:secret note\r\n{ALARM}"
)
PEOPLE = "ORGANIZER:mailto:sato@example.jp\r\nATTENDEE;CN=Li:mailto:li@example.tw"


def kept(text: str) -> bool:
    return all(line in text for line in PRIVATE.split("\r\n"))


def test_it_survives_a_change_on_our_pages(sato):
    etag = put(sato, ics(more=f"{PRIVATE}\r\n{PEOPLE}")).headers["ETag"]
    there = Edit(interval=span(3, "14:00", "15:00"), title="Other")
    change(only().id, there, by=person(sato.email), now=NOW)
    found = sato.ask("GET", sato.space() + "one.ics")
    assert found.headers["ETag"] != etag and kept(found.text) and found.text.count("TRANSP:") == 1
    assert "SUMMARY:Other" in found.text and [at(3, "14:00")] == [start for start, _ in instants(found.text)]
    assert "li@example.tw" in found.text
    again = found.text.replace("20261203T14", "20261204T14").replace("20261203T15", "20261204T15")
    answer = put(sato, again, If_Match=found.headers["ETag"])
    assert answer.status_code == 204 and served(sato) == again and answer.headers["ETag"]


def test_it_survives_where_one_date_of_a_series_is_changed(sato):
    put(sato, series(more=f"{WEEKLY}\r\n{PRIVATE}"))
    change(
        only().id,
        Edit(interval=span(9, "14:00", "15:00")),
        by=person(sato.email),
        now=NOW,
        scope="one",
        recurrence_id="2026-12-09T10:00:00",
    )
    text = served(sato)
    assert text.count(ALARM) == text.count("X-APP-NOTE") == 2 and len(instants(text)) == 4
    put(sato, alone(one("20261216T100000", "20261216T150000", "20261216T160000")))
    assert served(sato).count(ALARM) == 3


def test_it_survives_while_staff_decide_and_after(sato):
    put(sato, ics())
    room().policy.approval = "always"
    db.session.commit()
    token = sato.sync(sato.space())[0]
    answer = put(sato, ics("20261203T140000", "20261203T150000", more=PRIVATE))
    assert answer.status_code == 204 and "ETag" not in answer.headers
    assert "20261202T100000" in served(sato) and kept(served(sato))
    token, changed, _ = sato.sync(sato.space(), token)
    assert changed == {sato.space() + "one.ics"}, "which it reads again, for it has no ETag"
    approve(only().id, by=person("staff@example.jp"), now=NOW)
    assert sato.sync(sato.space(), token)[1] == {sato.space() + "one.ics"}
    assert "20261203T140000" in served(sato) and kept(served(sato))


def test_nobody_else_ever_sees_it(app, sato, kim, staff):
    put(sato, ics(more=PRIVATE))
    put(sato, ics("20261203T140000", "20261203T150000", more=PRIVATE))
    path, _ = address(staff.email, subject="space", space="room", level="full")
    send_mails(NOW)
    others = [other.ask("GET", name).text for other in (kim, staff) for name in other.names(other.space())]
    others.append(app.test_client().get(path).text)
    content = db.session.scalars(select(Message.content).where(Message.content.is_not(None))).all()
    assert len(others) == 3 and content and all("BEGIN:VEVENT" in text for text in others)
    assert not any("secret" in text for text in [*others, *map(str, content)])
