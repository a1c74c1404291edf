"""What is told to somebody whose calendar app was refused, in the locale in force."""

from collections.abc import Iterator
from typing import Any

from flask_babel import gettext

from booking.mail.details import place
from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.offered import offered
from booking.mail.sender import Sender
from booking.mail.series import rule, shortened
from booking.mail.subjects import subject
from booking.mail.times import by_both_clocks, days_at_venue, for_reader
from booking.rule_words import of_refused
from booking.wording import listed, translated


def words_of_put_refused(letter: Letter, sender: Sender) -> dict[str, Any]:
    """By the names that the templates use; those of mail/base among them."""
    facts = letter.facts
    return {
        "lang": letter.locale.replace("_", "-"),
        "centre": translated(facts["centre"]["names"]),
        "centre_address": translated(facts["centre"]["address"]),
        "centre_phone": facts["centre"]["phone"],
        "subject": subject(letter),
        "title": facts["title"],
        "second_title": "",
        "times": _times(letter, facts),
        "details": list(_details(letter)),
        "series": letter.of_series,
        "broken": [of_refused(row) for row in facts["broken"]],
        "clashing": shortened([_when(letter, one) for one in facts["clashing"]], facts["clashing_count"]),
        "stays": _as_it_stays(letter),
        "alternatives": list(offered(letter, sender)),
        "form_url": sender.url("reservations/new", space=facts["spaces"][0]["slug"]),
        "change_url": _change_url(facts, sender),
        "one_date": False,
        "change": [],
        "lists": [],
        "join_url": "",
        "description": "",
        "spaces": [],
        "answers_read": sender.answers_read,
    }


def _change_url(facts: Facts, sender: Sender) -> str:
    number = facts["reservation_id"]
    return sender.url(f"reservations/{number}/change") if number else ""


def _times(letter: Letter, facts: Facts) -> list[str]:
    if facts["all_day"]:
        return [days_at_venue(letter.interval, letter)]
    return by_both_clocks(letter.interval, letter.venue_tzid, letter.tzid, letter.locale)


def _when(letter: Letter, one: Facts) -> str:
    if letter.facts["all_day"]:
        return days_at_venue(interval_of(one), letter)
    return for_reader(interval_of(one), letter)


def _details(letter: Letter) -> Iterator[tuple[str, str]]:
    yield gettext("Place"), place(letter.facts)
    if letter.of_series:
        yield gettext("Series"), rule(letter)


def _as_it_stays(letter: Letter) -> str:
    there = letter.facts["stays"]
    if not there:
        return ""
    names = [translated(space["names"]) for space in there["spaces"]]
    return listed((for_reader(interval_of(there), letter), *names))
