"""The mail that asks its reader whether a mail was theirs, in the locale in force (D35)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext

from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.sender import Sender
from booking.mail.times import by_both_clocks, deadline_for_reader, short
from booking.rules import links
from booking.series_words import of_rrule
from booking.wording import listed, noted, translated


def confirm_subject(letter: Letter) -> str:
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
        "method": asked["method"],
        "believed": asked["believed"],
        "known": asked.get("known", False),
        "confirm_url": sender.url(f"confirm/{token}"),
        "until": deadline_for_reader(datetime.fromisoformat(asked["until"]), letter),
        "title": _title(letter),
        "second_title": "",
        "times": _times(letter, asked),
        "details": list(_details(letter, asked)),
        "one_date": False,
        "change": [],
        "lists": [],
        "description": "",
        "spaces": [],
        "answers_read": sender.answers_read,
    }


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
