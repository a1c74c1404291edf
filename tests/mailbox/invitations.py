"""Invitations as mails, and a desk that stands for the one that books."""

from collections.abc import Iterator
from contextlib import contextmanager

from booking.actions.book import book
from booking.actions.inbound import Outcome
from booking.mailbox.acting import Acting, acting
from booking.mailbox.handle import METHODS
from booking.mailbox.held import hold
from booking.mailbox.incoming import Incoming
from booking.models.inbound import DONE
from booking.rules.interval import Interval
from booking.rules.requests import BookingRequest
from tests.mailbox.doors import ROOM

SERVER = "mx.rooms.example"
DAY = "TZID=Asia/Taipei:20261202"  # its clocks are an hour behind those of Sapporo


def invitation(
    sender: str = "Li <li@example.tw>",
    *fields: str,
    to: str = ROOM,
    organizer: str = "li@example.tw",
    method: str = "REQUEST",
    uid: str = "1@example.tw",
    believed: bool = False,
    lines: tuple[str, ...] = (),
) -> bytes:
    """Of an hour on the second of December."""
    domain = sender.rpartition("@")[2].strip(">")
    proof = [f"Authentication-Results: {SERVER}; dmarc=pass header.from={domain}"] if believed else []
    head = [
        *proof, f"From: {sender}", f"To: {to}", f"Subject: {method} {uid}", f"Message-ID: <{method}.{uid}>",
        *fields, f"Content-Type: text/calendar; charset=UTF-8; method={method}",
    ]  # fmt: skip
    event = [
        f"UID:{uid}", "DTSTAMP:20261130T000000Z", f"DTSTART;{DAY}T090000", f"DTEND;{DAY}T100000",
        "SUMMARY:Tea tasting", f"ORGANIZER:mailto:{organizer}", f"ATTENDEE:mailto:{to}", *lines,
    ]  # fmt: skip
    whole = ["BEGIN:VCALENDAR", f"METHOD:{method}", "BEGIN:VEVENT", *event, "END:VEVENT", "END:VCALENDAR", ""]
    return "\r\n".join([*head, "", *whole]).encode()


class Desk:
    """Books what is asked for by whoever may, and holds the rest. `seen` is who acted."""

    def __init__(self) -> None:
        self.seen: list[Acting] = []

    def __call__(self, incoming: Incoming) -> Outcome:
        who = acting(incoming)
        if who is None:
            return hold(incoming)
        self.seen.append(who)
        made = book(_request(incoming, who), by=who.by, now=incoming.now)
        return Outcome(DONE, "undelivered_known", reservation_id=made.id)


def _request(incoming: Incoming, who: Acting) -> BookingRequest:
    event, given = incoming.scheduling.events[0], incoming.confirmation
    return BookingRequest(
        spaces=("room",),
        title=event.summary,
        interval=Interval(event.starts_at, event.ends_at),
        tzid=event.tzid,
        answers=given.answers if given and given.answers else {"purpose": "talks"},
        booked_for=who.booked_for,
    )


@contextmanager
def standing_in() -> Iterator[Desk]:
    """Until the mails of each METHOD are seen to by the desk's own."""
    before, desk = dict(METHODS), Desk()
    METHODS.update(dict.fromkeys(("REQUEST", "CANCEL", "REPLY"), desk))
    try:
        yield desk
    finally:
        METHODS.clear()
        METHODS.update(before)
