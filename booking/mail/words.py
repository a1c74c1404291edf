"""What the templates of a mail may say, in the locale in force."""

from typing import Any

from booking.mail.change import change
from booking.mail.deadlines import deadlines, due, held_until
from booking.mail.details import details, space
from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.offered import offered
from booking.mail.sender import Sender
from booking.mail.series import rule, series_lists
from booking.mail.split import split
from booking.mail.subjects import subject
from booking.mail.times import by_both_clocks, for_reader
from booking.mail.ways_back import join_url, page_url, reminders_url, reply_url
from booking.rules.lifecycle import CONFIRMED, WITHDRAWN
from booking.rules.requests import CHAIR
from booking.wording import listed, marked, translated


def words(letter: Letter, sender: Sender) -> dict[str, Any]:
    """By the names that the templates use."""
    facts = letter.facts
    return {
        "lang": letter.locale.replace("_", "-"),
        "chair": letter.to_chair,
        "centre": translated(facts["centre"]["names"]),
        "centre_address": translated(facts["centre"]["address"]),
        "centre_phone": facts["centre"]["phone"],
        "title": facts["title"],
        "second_title": facts.get("second_title", ""),
        "subject": subject(letter),
        "times": _times(letter),
        "series": letter.of_series,
        "one_date": letter.of_one_date,
        "change": change(letter),
        "split": split(letter),
        "made_way": bool(facts.get("made_way")),
        "lists": series_lists(letter),
        "candidates": facts.get("candidates") or [],
        "booker": facts["contact"]["name"],
        "booker_asked": any(person["role"] == CHAIR for person in facts["attendees"]),
        "asked": _asked(facts),
        "position": facts.get("position") or 0,
        "undelivered": facts.get("undelivered") or [],
        "proposed": facts.get("proposed") or {},
        "comments": facts.get("comments") or [],
        "accepted": letter.proposed_it,
        "description": facts["description"],
        "questions": marked(facts["question"], facts.get("reason_locale"), facts.get("reason_texts")),
        "reasons": marked(facts["reason"], facts.get("reason_locale"), facts.get("reason_texts")),
        "due": due(letter),
        "deadlines": deadlines(letter),
        "held_until": held_until(letter),
        "details": list(details(letter)),
        "spaces": [one for one in map(space, facts["spaces"]) if one["texts"] or one["phone"]],
        "alternatives": list(offered(letter, sender)) if letter.to_chair else [],
        "reply_url": reply_url(letter, sender),
        "join_url": join_url(letter, sender),
        "page_url": page_url(letter, sender),
        "reminders_url": reminders_url(letter, sender),
        "status": facts["status"],
        "withdrawn": facts["status"] == WITHDRAWN,
        "uninvited": letter.uninvited,
        "answered": letter.attendee is not None and letter.attendee["partstat"] != "NEEDS-ACTION",
        "declined": letter.attendee is not None and letter.attendee["partstat"] == "DECLINED",
        "answers_read": sender.answers_read,
        "buttons": sender.answers_read and letter.method is not None,
    }


def _times(letter: Letter) -> list[str]:
    """When it is; of a series the rule, and of candidates each."""
    if letter.of_series:
        return [rule(letter)]
    if letter.facts.get("candidates") and letter.facts["status"] != CONFIRMED:
        return [for_reader(interval_of(candidate), letter) for candidate in letter.facts["candidates"]]
    return by_both_clocks(letter.interval, letter.venue_tzid, letter.tzid, letter.locale)


def _asked(facts: Facts) -> str:
    """Everybody invited but the booker."""
    others = (person for person in facts["attendees"] if person["role"] != CHAIR)
    return listed(person["name"] or person["email"] for person in others)
