"""The answer of a room that a client invited (RFC 5546 3.2.3, ICAL C6), or the other time that it proposes
(3.2.7): its words and its calendar part."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import gettext

from booking.ical import itip
from booking.ical.answering import echo
from booking.ical.remembered import recalled
from booking.ical.vevent import Attendee, CalendarUser, Event
from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.offered import offered
from booking.mail.room_words import dates_of, differ, said_of
from booking.mail.sender import Sender
from booking.mail.subjects import subject
from booking.mail.times import by_both_clocks, for_reader
from booking.rule_words import of_refused
from booking.rules.notices import COUNTER, REPLY
from booking.wording import listed, marked, translated


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
        "said": said_of(letter, room),
        "title": facts["title"],
        "times": [] if facts.get("proposes") else _times(letter),
        "change": _proposal(letter) if facts.get("proposes") else [],
        "broken": [of_refused(row) for row in facts["broken"]],
        "reasons": marked(facts["reason"], facts["reason_locale"], facts["reason_texts"]),
        "stays": _place_and_time(letter, facts["stays"]) if facts["stays"] else "",
        "dates": dates_of(letter),
        "differ": differ(facts),
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


def _times(letter: Letter) -> list[str]:
    return by_both_clocks(letter.interval, letter.venue_tzid, letter.tzid, letter.locale)


def _proposal(letter: Letter) -> list[tuple[str, list[str]]]:
    """Label and lines."""
    asked = for_reader(interval_of(letter.facts["event"]), letter)
    return [(gettext("Asked for"), [asked]), (gettext("Proposed"), [for_reader(letter.interval, letter)])]


def answer_part(letter: Letter) -> tuple[str, bytes]:
    """With its METHOD. The one attendee is the room, with its address as it was invited."""
    answer, when = _answer(letter), letter.interval
    if letter.facts.get("proposes"):
        return COUNTER, itip.counter(replace(answer, starts_at=when.starts_at, ends_at=when.ends_at))
    return REPLY, itip.reply(answer)


def _answer(letter: Letter) -> Event:
    facts = letter.facts
    room = facts["room"]
    name = room["name"] or translated(facts["spaces"][0]["names"])
    attendee = Attendee(
        room["address"], name, "NON-PARTICIPANT", facts["partstat"], rsvp=False, cutype="ROOM"
    )
    received = recalled(dict(facts["event"]), CalendarUser(*facts["organizer"]))
    stamp = datetime.fromisoformat(facts["dtstamp"])
    return echo(facts["uid"], received, attendee, stamp, " ".join(_comment(letter)))


def _comment(letter: Letter) -> Iterator[str]:
    """What many a calendar shows beside the answer."""
    facts = letter.facts
    if facts["partstat"] == "ACCEPTED":
        return
    yield said_of(letter, translated(facts["spaces"][0]["names"]))
    yield from (of_refused(row) for row in facts["broken"])
    if facts["reason"]:
        yield facts["reason"]


def _place_and_time(letter: Letter, there: Facts) -> str:
    names = [translated(space["names"]) for space in there["spaces"]]
    return listed((for_reader(interval_of(there), letter), *names))
