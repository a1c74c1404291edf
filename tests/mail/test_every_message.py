"""Whatever happens to a booking, each mail that calendars read is right (RFC 5545, 5546, 6047; ICAL A): with
what the rows held when it was written, by libical, and by a check of our own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import cycle, product

import pytest
from flask import current_app
from sqlalchemy import select

from booking.actions.book import book
from booking.extensions import db
from booking.jobs.sending import send_mails
from booking.mail.compose import compose
from booking.mail.sender import sender
from booking.models import Message
from booking.outbox.letters import letter
from booking.rules.locales import LOCALES
from booking.rules.notices import CANCEL
from tests import depth, factories
from tests.factories import NOW, person, span, wish
from tests.ical import libical, readers
from tests.mail import imip, thread
from tests.mail.course import Course, Span
from tests.mail.stories import STORIES, TOLD_TO_EVERYBODY
from tests.mailbox.invites import came, event, written

CLOCKS = ("Asia/Tokyo", "America/New_York")


@pytest.fixture
def settings_of_app() -> dict[str, str]:
    """Mail to rooms and answers to invitations are read."""
    return {
        "MAIL_FROM": "rooms@example.com",
        "INBOUND_DOMAIN": "example.com",
        "INBOUND_URL": "lmtp://127.0.0.1:2400",
        "AUTHSERV_ID": "mx.example.com",
    }


def in_every_language(row: Message, now: datetime) -> Iterator[tuple[str, bytes]]:
    """And by two clocks of the reader's, at small depth each language by one of them."""
    we = sender(current_app.config)
    written = letter(row, now, we)
    each = product(LOCALES, CLOCKS) if depth.full() else zip(LOCALES, cycle(CLOCKS), strict=False)
    for locale, tzid in each:
        yield f"{locale} in {tzid}", compose(replace(written, locale=locale, tzid=tzid), we)


def as_read(row: Message, now: datetime, everywhere: bool) -> Iterator[tuple[str, bytes]]:
    yield "as sent", row.content
    if everywhere:
        yield from in_every_language(row, now)


def to_ourselves(row: Message) -> bool:
    """Nothing in it is for calendars."""
    own = row.recipient.endswith("@example.com")
    assert not own or not imip.calendar(imip.mail(row.content))
    return own


def called_off_whole(row: Message) -> bool:
    """A series of which no date holds any more, or none for the reader."""
    facts = row.snapshot.facts
    return row.method == CANCEL and bool(facts["rrule"]) and not facts["recurrence_id"]


def read_alike(sent: list[tuple[Message, frozenset[Span]]]) -> list[str]:
    """The rows' instants, for those who read the mail with icalendar, libical and ical.js."""
    written = [imip.calendar(imip.mail(row.content)) for row, _ in sent]
    found = {
        "icalendar": map(readers.by_icalendar, written),
        "libical": map(readers.by_libical, written),
        "ical.js": readers.by_ical_js(written),
    }
    return [
        f"{row.kind} {row.method} to {row.recipient} by {reader}: {differing(spans, theirs)}"
        for reader, each in found.items()
        for (row, spans), theirs in zip(sent, each, strict=True)
        if spans != theirs
    ]


def differing(ours: frozenset[Span], theirs: frozenset[Span]) -> str:
    lacking, more = (
        [f"{one[0]:%m-%d %H:%M}" for one in sorted(each)] for each in (ours - theirs, theirs - ours)
    )
    return f"read without {lacking}, with {more}"


BY_UTC = event("a", "20261202T110000Z", "20261202T120000Z")
ASKED_OF_ROOMS = {
    "an hour": [event(rooms=["Hall@example.com"], title="商談; 대전, " * 12)],
    "an hour by UTC": [[line.replace(";TZID=Asia/Tokyo:20261202T1", ":20261202T0") for line in BY_UTC]],
    "one date": [event("a", *("20261202T100000", "20261202T110000"), "RECURRENCE-ID:20261209T010000Z")],
    "a series": [event("a", *("20261202T100000", "20261202T110000"), "RRULE:FREQ=DAILY;COUNT=3")],
}


@pytest.mark.parametrize("asked", ASKED_OF_ROOMS)
@pytest.mark.parametrize("free", [True, False], ids=["free", "taken"])
def test_whatever_a_room_answers_is_right(app, asked, free):
    """Accepted, tentative, declined, or with another time proposed."""
    libical.needed()
    factories.house()
    if not free:
        request = wish(span(2, "09:30", "10:30"), spaces=("hall",), answers={})
        book(request, by=person("sato@example.jp"), now=NOW)
    invited = [
        [line.replace("rooms.example", "example.com") for line in one] for one in ASKED_OF_ROOMS[asked]
    ]
    came(app, written(*invited), "hall@example.com")
    send_mails(NOW)
    rows = db.session.scalars(select(Message).filter_by(kind="room_answer", status="sent")).all()
    expected = {"REPLY"} if free or asked == "a series" else {"REPLY", "COUNTER"}
    assert {row.method for row in rows} == expected
    wrong = [
        f"{row.method}, {reader}: {fault}"
        for row in rows
        for reader, raw in as_read(row, NOW, everywhere=True)
        for fault in imip.complaints(raw, row.method)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(("story", "tzid"), STORIES, ids=lambda one: getattr(one, "__name__", one))
def test_every_message_is_right(app, npm_packages, story, tzid):
    libical.needed()
    course = Course(tzid)
    story(course)
    sent = [(row, spans) for row, spans in course.sent() if not to_ourselves(row)]
    everywhere = depth.full() or ((story, tzid) in TOLD_TO_EVERYBODY and db.engine.name == "sqlite")
    assert sent and {row.method for row, _ in sent}
    wrong = [
        f"{row.kind} {row.method} to {row.recipient}, {reader}: {fault}"
        for row, _ in sent
        for reader, raw in as_read(row, course.now, everywhere)
        for fault in imip.complaints(raw, row.method)
    ]
    wrong += thread.complaints([row for row, _ in sent])
    wrong += read_alike([(row, spans) for row, spans in sent if not called_off_whole(row)])
    assert not wrong, "\n".join(wrong)
