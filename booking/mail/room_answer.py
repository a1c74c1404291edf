"""The answer of a room that a client invited (RFC 5546 3.2.3, ICAL C6): its words and its calendar part."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from babel.dates import format_date
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from booking.ical import itip
from booking.ical.answering import echo
from booking.ical.remembered import recalled
from booking.ical.vevent import Attendee, CalendarUser
from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.offered import offered
from booking.mail.sender import Sender
from booking.mail.subjects import subject
from booking.mail.times import by_both_clocks, deadline_for_reader, for_reader
from booking.rule_words import of_refused
from booking.wording import listed, marked, translated

# By what is `said` (outbox/room_standing.py): how it stands.
SAID: dict[str, LazyString] = {
    "booked": lazy_gettext("%(room)s is booked for this meeting."),
    "held": lazy_gettext(
        "We hold %(room)s for this meeting. Our staff will decide on your request, and you will get another "
        "answer then."
    ),
    "asked": lazy_gettext(
        "We hold %(room)s for this meeting until %(due)s. Please answer the questions of the centre before "
        "that; without them the request expires."
    ),
    "change_waits": lazy_gettext(
        "Our staff will decide on this change, and you will get another answer then. Until then the booking "
        "of %(room)s stays as it was, and the new time is held for you too."
    ),
    "elsewhere": lazy_gettext("%(room)s is not booked for the time that this meeting has in your calendar."),
    "made_way": lazy_gettext(
        "We are sorry: we had to move the booking of %(room)s. Please move this meeting in your calendar too."
    ),
    "refused": lazy_gettext("%(room)s could not be booked for this meeting."),
    "not_free": lazy_gettext("%(room)s could not be booked for this date."),
    "declined": lazy_gettext("We are sorry: your request for %(room)s could not be approved."),
    "cancelled": lazy_gettext("The booking of %(room)s for this meeting has been cancelled."),
    "withdrawn": lazy_gettext("The request for %(room)s has been withdrawn."),
    "expired": lazy_gettext("The request for %(room)s has expired."),
    "released": lazy_gettext("%(room)s has been released, because nobody used it."),
}


def writer(letter: Letter, sender: Sender) -> tuple[str, str]:
    """Name and address that a mail comes from: an answer from the room that was invited."""
    if room := letter.facts.get("room"):
        return room["name"] or translated(letter.facts["spaces"][0]["names"]), room["address"]
    return translated(letter.facts["centre"]["names"]), sender.mail_from


def answer_words(letter: Letter, sender: Sender) -> dict[str, Any]:
    facts, room = letter.facts, translated(letter.facts["spaces"][0]["names"])
    return {
        "lang": letter.locale.replace("_", "-"),
        "subject": subject(letter),
        "said": _said(letter, room),
        "title": facts["title"],
        "times": by_both_clocks(letter.interval, letter.venue_tzid, letter.tzid, letter.locale),
        "broken": [of_refused(row) for row in facts["broken"]],
        "reasons": marked(facts["reason"], facts["reason_locale"], facts["reason_texts"]),
        "stays": _place_and_time(letter, facts["stays"]) if facts["stays"] else "",
        "left_out": list(_left_out(letter)),
        "alternatives": list(offered(letter, sender)),
        "page_url": _page_url(facts, sender),
        "centre": translated(facts["centre"]["names"]),
        "centre_address": translated(facts["centre"]["address"]),
        "centre_phone": facts["centre"]["phone"],
    }


def _page_url(facts: Facts, sender: Sender) -> str:
    """For those who may have an account to see it with."""
    there = facts["reservation_id"] and facts["has_account"]
    return sender.url(f"reservations/{facts['reservation_id']}") if there else ""


def reply_part(letter: Letter) -> bytes:
    """The one attendee is the room, with its address as it was invited."""
    facts = letter.facts
    room = facts["room"]
    name = room["name"] or translated(facts["spaces"][0]["names"])
    attendee = Attendee(
        room["address"], name, "NON-PARTICIPANT", facts["partstat"], rsvp=False, cutype="ROOM"
    )
    received = recalled(dict(facts["event"]), CalendarUser(*facts["organizer"]))
    stamp = datetime.fromisoformat(facts["dtstamp"])
    return itip.reply(echo(facts["uid"], received, attendee, stamp, " ".join(_comment(letter))))


def _comment(letter: Letter) -> Iterator[str]:
    """What many a calendar shows beside the answer."""
    facts = letter.facts
    if facts["partstat"] == "ACCEPTED":
        return
    yield _said(letter, translated(facts["spaces"][0]["names"]))
    yield from (of_refused(row) for row in facts["broken"])
    if facts["reason"]:
        yield facts["reason"]


def _said(letter: Letter, room: str) -> str:
    facts = letter.facts
    due = facts["expires_at"]
    until = deadline_for_reader(datetime.fromisoformat(due), letter) if due else ""
    code = "made_way" if facts["made_way"] and facts["stays"] else facts["said"]
    return str(SAID[code]) % {"room": room, "due": until}


def _place_and_time(letter: Letter, there: Facts) -> str:
    names = [translated(space["names"]) for space in there["spaces"]]
    return listed((for_reader(interval_of(there), letter), *names))


def _left_out(letter: Letter) -> Iterator[str]:
    for name in letter.facts["left_out"]:
        yield format_date(datetime.fromisoformat(name).date(), "full", locale=letter.locale)
