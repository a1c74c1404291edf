"""Mails in which an invited person answers, as the programs of the world write them."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from booking.actions.book import book
from booking.extensions import db
from booking.mailbox.keep import keep
from booking.models import Attendee, Message, Occurrence, Reservation
from booking.rules.requests import Invited
from tests import factories
from tests.factories import NOW, person, wish
from tests.mailbox.doors import rows
from tests.mailbox.letters import SERVER
from tests.mailbox.test_doors_keep import handled

LI, RAO, KIM = "li@example.tw", "rao@example.in", "kim@example.kr"
GUESTS = (Invited(LI, "Li", "en", "Asia/Taipei"), Invited(RAO, "Rao", "en", "Asia/Kolkata"))
OURS = "rooms@rooms.example"


def booked(**values: object) -> int:
    """A confirmed booking of kim's with two guests."""
    factories.house()
    wanted = wish(**{"attendees": GUESTS, **values})
    return book(wanted, by=person(KIM), now=NOW, answer=lambda made: made.id)


def booking() -> Reservation:
    db.session.rollback()
    people = selectinload(Reservation.everybody).selectinload(Attendee.by_date)
    return db.session.scalars(select(Reservation).options(people)).one()


def guest(email: str = LI) -> Attendee:
    return next(one for one in booking().everybody if one.email == email)


def dates() -> list[Occurrence]:
    return sorted(booking().occurrences, key=lambda one: one.starts_at)


def messages(kind: str = "") -> list[Message]:
    db.session.rollback()
    found = db.session.scalars(select(Message).order_by(Message.id)).all()
    return [one for one in found if one.kind == kind or not kind]


def event(
    partstat: str = "ACCEPTED",
    *extra: str,
    sequence: int | None = 0,
    stamp: str = "20261201T010000Z",
    who: str = f"mailto:{LI}",
    uid: str = "",
    params: str = "",
) -> str:
    lines = ["BEGIN:VEVENT", f"UID:{uid or booking().uid}", f"ORGANIZER;CN=Centre:mailto:{OURS}"]
    lines += [f"ATTENDEE;PARTSTAT={partstat}{params}:{who}"] if who else []
    lines += [f"SEQUENCE:{sequence}"] if sequence is not None else []
    lines += [f"DTSTAMP:{stamp}"] if stamp else []
    return "\r\n".join([*lines, *extra, "END:VEVENT"])


def mail(*events: str, sender: str = LI, method: str = "REPLY", passed: bool = True) -> bytes:
    domain = sender.rpartition("@")[2]
    result = f"dmarc={'pass' if passed else 'fail'} header.from={domain}"
    calendar = "\r\n".join(
        ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN", f"METHOD:{method}", *events, "END:VCALENDAR")
    )
    head = (
        f"Authentication-Results: {SERVER}; {result}", f"From: Somebody <{sender}>", f"To: {OURS}",
        "Subject: Accepted", f'Content-Type: text/calendar; charset="UTF-8"; method={method}',
    )  # fmt: skip
    return "\r\n".join((*head, "", calendar, "")).encode()


def receive(app, raw: bytes, now: datetime = NOW) -> tuple[str, str]:
    """Status and code of what became of it."""
    keep(raw, (OURS,), door="lmtp", now=now)
    assert handled(app, now) == 1
    row = rows()[-1]
    assert not row.error, row.error
    return row.status, row.outcome


def answer(app, *args: str, sender: str = LI, now: datetime = NOW, **values: object) -> str:
    return receive(app, mail(event(*args, **values), sender=sender), now)[1]
