"""A booking as calendar text: the part of a mail (RFC 5546 3.2.2, 3.2.5) in the reader's language, or a
file (3.2.1)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext

from booking.ical import itip
from booking.ical.vevent import Attendee, CalendarUser, Event
from booking.mail.details import place
from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.recurrence import answered_apart, as_called_off, at_another_time, dated, differing, master
from booking.mail.sender import Sender
from booking.mail.ways_back import join_url
from booking.rules.lifecycle import HOLDING, TENTATIVE
from booking.rules.notices import CANCEL, DECLINECOUNTER
from booking.rules.requests import CHAIR
from booking.rules.titles import summary
from booking.wording import translated


def calendar_part(letter: Letter, sender: Sender) -> bytes:
    """RFC 5545 text with the METHOD of `letter.method`: a series whole, or one date of it alone."""
    facts = letter.facts
    event = dated(_invited(letter, facts, sender), facts)
    if letter.of_series:
        event = master(event, facts)
    if letter.method == DECLINECOUNTER:
        return itip.decline_counter(replace(event, comment=facts["reason"]))
    if letter.method == CANCEL:
        return itip.cancel(as_called_off(event), for_all=not letter.uninvited)
    others = _others(facts) if letter.of_series else ()
    dates = [dated(_invited(letter, other, sender), other) for other in others]
    return itip.request(event, dates, counter=sender.answers_read)


def calendar_file(facts: Facts, sender: Sender) -> bytes:
    """A whole booking, to be taken into a calendar by hand, in the locale in force."""
    event, page = _event(facts, sender), sender.url(f"reservations/{facts['reservation_id']}")
    status = event.status if facts["status"] in HOLDING else "CANCELLED"
    event = replace(event, url=page, status=status)
    if not facts["rrule"]:
        return itip.publish(event)
    whole, others = master(event, facts), (*differing(facts), *at_another_time(facts))
    return itip.publish(
        whole if facts["status"] in HOLDING else as_called_off(whole),
        [dated(replace(_event(other, sender), url=page), other) for other in others],
    )


def _others(facts: Facts) -> tuple[Facts, ...]:
    return (*differing(facts), *answered_apart(facts), *at_another_time(facts))


def _invited(letter: Letter, facts: Facts, sender: Sender) -> Event:
    """With the reader's own way into the video meeting: where it is forwarded, whoever else comes by it
    has to be let in (D46)."""
    event = replace(_event(facts, sender), attendees=tuple(_attendees(letter, facts, sender)))
    join = join_url(letter, sender)
    if not join:
        return event
    told = gettext("Join the video meeting: %(address)s", address=join)
    return replace(event, conference=join, description="\n\n".join(filter(None, (told, event.description))))


def takes_part(letter: Letter, sender: Sender) -> bool:
    """Whether the reader is an attendee: who invites is none (ICAL A9), nor is a place that has the mail."""
    return letter.recipient.lower() not in _ours(letter.facts, sender)


def _ours(facts: Facts, sender: Sender) -> set[str]:
    return {sender.organizer.lower(), *(room.address.lower() for room in _rooms(facts, sender))}


def _event(facts: Facts, sender: Sender) -> Event:
    """Without a rule and people; `facts` are of the whole, or of a date that differs."""
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
    """The booker leads and has accepted; whether to answer by mail: D34. An address of ours may be listed."""
    ours = _ours(facts, sender)
    for person in (one for one in facts["attendees"] if one["email"].lower() not in ours):
        rsvp = sender.answers_read and person["role"] != CHAIR
        yield Attendee(person["email"], person["name"], person["role"], person["partstat"], rsvp)


def _rooms(facts: Facts, sender: Sender) -> Iterator[Attendee]:
    """Only where mail to a room's address arrives."""
    for space in facts["spaces"] if sender.rooms_domain else ():
        address = f"{space['slug']}@{sender.rooms_domain}"
        name = translated(space["names"])
        yield Attendee(address, name, "NON-PARTICIPANT", "ACCEPTED", rsvp=False, cutype="ROOM")


def _description(facts: Facts) -> Iterator[str]:
    """Without a link to answer by: calendar entries are shared and forwarded."""
    if facts["description"]:
        yield facts["description"]
    for space in facts["spaces"]:
        yield from filter(None, (translated(space["texts"].get(name) or {}) for name in ("access", "rules")))
        if space["phone"]:
            yield gettext("Phone: %(phone)s", phone=space["phone"])
