"""A client's calendar writes to our rooms, and reads what they answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy

import icalendar
import time_machine
from sqlalchemy import select, update

from booking.extensions import db
from booking.jobs.tick import deliver_due
from booking.mailbox.keep import keep
from booking.mailbox.turns import handle_due
from booking.models import InboundMessage, Reservation, User
from tests.factories import NOW, user

KIM = "kim@example.kr"
SERVER, DOMAIN = "mx.example.com", "rooms.example"
SETTINGS = {
    "AUTHSERV_ID": SERVER, "INBOUND_DOMAIN": DOMAIN, "INBOUND_URL": "lmtp://127.0.0.1:2400",
    "MAIL_FROM": "rooms@centre.example",
}  # fmt: skip
ROOM, HALL = "Room@rooms.example", "hall@rooms.example"


def event(
    uid: str = "a@kim",
    starts: str = "20261202T100000",
    ends: str = "20261202T110000",
    *more: str,
    sequence: int | None = 0,
    stamp: str = "20261201T000000Z",
    rooms: Iterable[str] = (HALL,),
    title: str = "Talks",
    organizer: str = KIM,
) -> list[str]:
    """By Tokyo's clock; `more` are further lines."""
    return [
        "BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", f"SUMMARY:{title}",
        *([] if sequence is None else [f"SEQUENCE:{sequence}"]),
        f"DTSTART;TZID=Asia/Tokyo:{starts}", f"DTEND;TZID=Asia/Tokyo:{ends}",
        f"ORGANIZER;CN=Kim Minsu:mailto:{organizer}",
        *(f"ATTENDEE;CUTYPE=ROOM;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;CN=Our room:mailto:{one}" for one in rooms),
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:li@example.tw",
        *more, "END:VEVENT",
    ]  # fmt: skip


def sent_by(who: str, lines: list[str]) -> list[str]:
    """On behalf of its organizer."""
    return [line.replace("ORGANIZER;", f'ORGANIZER;SENT-BY="mailto:{who}";') for line in lines]


def written(
    *events: list[str],
    method: str = "REQUEST",
    sender: str = KIM,
    head: Iterable[str] = (),
    passed: bool = True,
) -> bytes:
    told = [line for one in events for line in one]
    lines = ["BEGIN:VCALENDAR", "PRODID:-//x//EN", "VERSION:2.0", f"METHOD:{method}", *told]
    domain = sender.partition("@")[2]
    found = f"Authentication-Results: {SERVER}; dmarc={'pass' if passed else 'fail'} header.from={domain}"
    fields = [
        found, f"From: Kim <{sender}>", "To: x@rooms.example", "Subject: an invitation",
        "Message-ID: <one@example.kr>", *head, f"Content-Type: text/calendar; charset=UTF-8; method={method}",
    ]  # fmt: skip
    return "\r\n".join([*fields, "", *lines, "END:VCALENDAR", ""]).encode()


def came(app, raw: bytes, *envelope: str, now: datetime = NOW) -> InboundMessage:
    """Handled; what became of it."""
    number = keep(raw, envelope or ("hall@rooms.example",), door="lmtp", now=now).id
    with time_machine.travel(now, tick=False):
        handle_due(app.config, "me")
    db.session.rollback()
    found = db.session.get_one(InboundMessage, number)
    assert not found.error, found.error
    return found


def english(email: str) -> None:
    db.session.execute(update(User).where(User.email == email).values(locale="en"))
    db.session.commit()


def colleague(email: str) -> None:
    """Of Kim's company."""
    company = db.session.scalars(select(User).filter_by(email=KIM)).one().company
    db.session.add(user(email, company))
    db.session.commit()


def the_booking() -> Reservation:
    db.session.rollback()
    return db.session.scalars(select(Reservation)).one()


@dataclass(frozen=True)
class Answer:
    """A mail from a room."""

    mail: object
    calendar: icalendar.Event

    @property
    def partstat(self) -> str:
        return str(self.calendar["ATTENDEE"].params["PARTSTAT"])

    @property
    def text(self) -> str:
        return self.mail.get_body(("plain",)).get_content()

    @property
    def date(self) -> str:
        """The one that it is about; empty for all of it."""
        return (
            str(self.calendar["RECURRENCE-ID"].to_ical().decode()) if "RECURRENCE-ID" in self.calendar else ""
        )


class Post:
    """What goes out to somebody, in its order."""

    def __init__(self, app):
        self.folder, self.known = app.config["INSTANCE_PATH"] / "mail", set()
        self.proposed: list[Answer] = []  # by rooms, beside their answers

    def mails(self, to: str = KIM, now: datetime = NOW) -> list:
        while deliver_due(now + timedelta(minutes=2)).get("sent"):
            pass  # one reader's mails about a booking go out one after another
        new = set(self.folder.glob("*.eml")) - self.known
        self.known |= new
        mine = [file for file in new if file.stem.endswith(f"-{to}")]
        files = sorted(mine, key=lambda file: int(file.name.partition("-")[0]))
        return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]

    def answers(self, to: str = KIM, now: datetime = NOW) -> list[Answer]:
        """Only those: all mails to this person have to be answers, or other times that rooms propose."""
        found = self.mails(to, now)
        assert [mail.get_content_type() for mail in found] == ["multipart/alternative"] * len(found)
        self.proposed += [Answer(mail, _event(mail)) for mail in found if method(mail) == "COUNTER"]
        return [Answer(mail, _event(mail)) for mail in found if method(mail) == "REPLY"]


def method(mail) -> str:
    """Of its calendar part."""
    return str(list(mail.iter_parts())[-1].get_param("method"))


def _event(mail) -> icalendar.Event:
    part = list(mail.iter_parts())[-1]
    assert part.get_content_type() == "text/calendar"
    calendar = icalendar.Calendar.from_ical(part.get_content())
    (found,) = calendar.walk("VEVENT")
    assert calendar["METHOD"] == method(mail) and calendar["METHOD"] in ("REPLY", "COUNTER")
    return found
