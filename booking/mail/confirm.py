"""The mail that asks its reader whether a mail was theirs, in the locale in force (D35)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import force_locale, gettext, lazy_gettext

from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.sender import Sender
from booking.mail.times import by_both_clocks, deadline_for_reader, short
from booking.rules import links
from booking.series_words import of_rrule
from booking.wording import listed, noted, translated

_ASKS = {
    "unanswered": lazy_gettext(
        "Thank you for inviting a space of ours. Please answer its questions on the page below. Then your "
        "request is dealt with, and the answer comes by mail."
    ),
    "unknown": lazy_gettext(
        "Thank you for inviting a space of ours. We do not know you yet: please tell us who you are on the "
        "page below. Then your request is dealt with, and the answer comes by mail."
    ),
    "not_proven": lazy_gettext(
        "A mail in your name asks to book this. It does not prove that it comes from you, so please confirm "
        "it on the page below. Then it is dealt with, and the answer comes by mail."
    ),
    "calls_off": lazy_gettext(
        "A mail in your name calls this off. It does not prove that it comes from you, so please confirm it "
        "on the page below."
    ),
    "tells": lazy_gettext(
        "A mail in your name tells us something about this meeting. It does not prove that it comes from "
        "you, so please confirm it on the page below."
    ),
}
_NOT_YOU = lazy_gettext(
    "If it was not you, do nothing: nothing will happen, and you get no more than one such mail a day."
)


def confirm_subject(letter: Letter) -> str:
    """In both languages where it is written in two."""
    both = [_subject(letter)]
    if also := letter.facts.get("also"):
        with force_locale(also):
            both.append(_subject(letter))
    return " / ".join(both)


def _subject(letter: Letter) -> str:
    asked = letter.facts["asked"]
    time = short(interval_of(asked), letter.venue_tzid) if asked["starts_at"] else ""
    title = _title(letter)
    return gettext("Please confirm: %(title)s", title=noted(title, time) if time else title)


def _title(letter: Letter) -> str:
    """Nothing that a stranger wrote goes in our name to an address that they may have forged."""
    asked = letter.facts["asked"]
    return (asked["title"] if asked["believed"] else "") or _places(letter)


def _places(letter: Letter) -> str:
    return listed(translated(space["names"]) for space in letter.facts["spaces"])


def confirm_words(letter: Letter, sender: Sender) -> dict[str, Any]:
    """By the names that the templates use; those of mail/base among them."""
    asked, centre = letter.facts["asked"], letter.facts["centre"]
    token = links.signed(sender.secret_key, links.CONFIRM, asked["inbound_id"])
    return {
        "lang": letter.locale.replace("_", "-"),
        "centre": translated(centre["names"]),
        "centre_address": translated(centre["address"]),
        "centre_phone": centre["phone"],
        "subject": confirm_subject(letter),
        "said": _said(letter, asked),
        "also": _also(letter, asked),
        "confirm_url": sender.url(f"confirm/{token}"),
        "title": _title(letter),
        "second_title": "",
        "times": _times(letter, asked),
        "details": list(_details(letter, asked)),
        "one_date": False,
        "change": [],
        "lists": [],
        "join_url": "",
        "description": "",
        "spaces": [],
        "answers_read": sender.answers_read,
    }


def _also(letter: Letter, asked: Facts) -> Facts | None:
    """The same once more in another language, for a reader who may not know the first."""
    locale = letter.facts.get("also")
    if not locale:
        return None
    with force_locale(locale):
        return _said(replace(letter, locale=locale), asked)


def _said(letter: Letter, asked: Facts) -> Facts:
    """What is asked of the reader, until when, and what to do if it was not them; with its language."""
    until = deadline_for_reader(datetime.fromisoformat(asked["until"]), letter)
    known = asked["believed"] and asked.get("known", False)
    return {
        "lang": letter.locale.replace("_", "-"),
        "asks": str(_ASKS[_why(asked)]),
        "go": gettext("See it and confirm"),
        "until": gettext("The link is good until %(until)s.", until=until),
        "not_you": "" if known else str(_NOT_YOU),
    }


def _why(asked: Facts) -> str:
    if asked["method"] != "REQUEST":
        return "calls_off" if asked["method"] == "CANCEL" else "tells"
    if not asked["believed"]:
        return "not_proven"
    return "unanswered" if asked.get("known", False) else "unknown"


def _times(letter: Letter, asked: Facts) -> list[str]:
    if not asked["starts_at"]:
        return []
    return by_both_clocks(interval_of(asked), letter.venue_tzid, letter.tzid, letter.locale)


def _details(letter: Letter, asked: Facts) -> Iterator[tuple[str, str]]:
    yield gettext("Place"), _places(letter)
    if asked["rrule"]:
        begins = datetime.fromisoformat(asked["dtstart"])
        yield gettext("Series"), of_rrule(asked["rrule"], begins, asked["tzid"])
    yield gettext("Sender"), asked["sender"]
