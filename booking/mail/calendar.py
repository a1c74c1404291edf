"""The calendar part of a mail (RFC 5546 3.2.2, 3.2.5), in the reader's language."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import gettext

from booking.ical import itip
from booking.ical.vevent import Attendee, CalendarUser, Event
from booking.mail.details import place
from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.recurrence import called_off, dated, differing, master
from booking.mail.sender import Sender
from booking.rules.lifecycle import TENTATIVE
from booking.rules.notices import CANCEL
from booking.rules.requests import CHAIR
from booking.rules.titles import summary
from booking.wording import translated


def calendar_part(letter: Letter, sender: Sender) -> bytes:
    """RFC 5545 text with the METHOD of `letter.method`: a series whole, or one date of it alone."""
    facts = letter.facts
    event = dated(_event(letter, facts, sender), facts)
    if letter.of_series:
        event = master(event, facts)
    if letter.method == CANCEL:
        return itip.cancel(called_off(event))
    others = differing(facts) if letter.of_series else ()
    return itip.request(event, [dated(_event(letter, other, sender), other) for other in others])


def _event(letter: Letter, facts: Facts, sender: Sender) -> Event:
    """Without a rule; `facts` are the letter's, or those of a date that differs."""
    interval = interval_of(facts)
    return Event(
        uid=facts["uid"],
        sequence=facts["sequence"],
        dtstamp=datetime.fromisoformat(facts["dtstamp"]),
        starts_at=interval.starts_at,
        ends_at=interval.ends_at,
        tzid=facts["tzid"],
        summary=summary(facts["title"], facts.get("second_title", "")),
        status="TENTATIVE" if facts["status"] == TENTATIVE else "CONFIRMED",
        organizer=CalendarUser(sender.organizer, translated(facts["centre"]["names"])),
        attendees=tuple(_attendees(letter, facts, sender)),
        description="\n\n".join(_description(facts)),
        location=place(facts),
        created_at=datetime.fromisoformat(facts["created_at"]),
    )


def _attendees(letter: Letter, facts: Facts, sender: Sender) -> Iterator[Attendee]:
    """Somebody who was taken off the list is called off alone (RFC 5546 3.2.5)."""
    if letter.uninvited:
        yield Attendee(letter.recipient, letter.attendee["name"] if letter.attendee else "", rsvp=False)
        return
    yield from _people(facts, sender)
    yield from _rooms(facts, sender)


def _people(facts: Facts, sender: Sender) -> Iterator[Attendee]:
    """The booker leads and has accepted; whether to answer by mail: D34."""
    for person in facts["attendees"]:
        rsvp = sender.answers_read and person["role"] != CHAIR
        yield Attendee(person["email"], person["name"], person["role"], person["partstat"], rsvp)


def _rooms(facts: Facts, sender: Sender) -> Iterator[Attendee]:
    """Only where mail to a room's address arrives."""
    for space in facts["spaces"] if sender.rooms_domain else ():
        address = f"{space['slug']}@{sender.rooms_domain}"
        name = translated(space["names"])
        yield Attendee(address, name, "NON-PARTICIPANT", "ACCEPTED", rsvp=False, cutype="ROOM")


def _description(facts: Facts) -> Iterator[str]:
    """No personal link: calendar entries are shared and forwarded."""
    if facts["description"]:
        yield facts["description"]
    for space in facts["spaces"]:
        yield from filter(None, (translated(space["texts"].get(name) or {}) for name in ("access", "rules")))
        if space["phone"]:
            yield gettext("Phone: %(phone)s", phone=space["phone"])
