"""What the templates of a mail may say, in the locale in force."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask_babel import gettext, lazy_gettext

from booking.mail.letter import Facts, Letter
from booking.mail.sender import Sender
from booking.mail.times import by_both_clocks, instant_by_both_clocks, short
from booking.rules import links
from booking.rules.interval import Interval
from booking.rules.lifecycle import WITHDRAWN
from booking.wording import PARTSTATS, TEXTS, language_of, listed, noted, translated

SUBJECTS = {
    "received": lazy_gettext("Request received: %(title)s (%(time)s)"),
    "to_approve": lazy_gettext("To be approved: %(title)s (%(time)s)"),
    "invitation": lazy_gettext("Invitation: %(title)s (%(time)s)"),
    "confirmed": lazy_gettext("Booking confirmed: %(title)s (%(time)s)"),
    "returned": lazy_gettext("A question about your request: %(title)s (%(time)s)"),
    "waiting": lazy_gettext("Still waiting for your decision: %(title)s (%(time)s)"),
    "declined": lazy_gettext("Not approved: %(title)s (%(time)s)"),
    "cancelled": lazy_gettext("Cancelled: %(title)s (%(time)s)"),
    "withdrawn": lazy_gettext("Withdrawn: %(title)s (%(time)s)"),
    "expired": lazy_gettext("Expired: %(title)s (%(time)s)"),
    "reminder": lazy_gettext("Reminder: %(title)s (%(time)s)"),
}


def subject(letter: Letter) -> str:
    return str(SUBJECTS[_told_as(letter)]) % {
        "title": letter.facts["title"],
        "time": short(letter.interval, letter.venue_tzid),
    }


def _told_as(letter: Letter) -> str:
    if letter.kind == "cancelled" and letter.facts["status"] == WITHDRAWN:
        return WITHDRAWN
    return "confirmed" if letter.kind == "invitation" and letter.to_chair else letter.kind


def words(letter: Letter, sender: Sender) -> dict[str, Any]:
    """By the names that the templates use."""
    facts = letter.facts
    return {
        "lang": letter.locale.replace("_", "-"),
        "chair": letter.to_chair,
        "staff": letter.to_staff,
        "centre": translated(facts["centre"]["names"]),
        "centre_address": translated(facts["centre"]["address"]),
        "centre_phone": facts["centre"]["phone"],
        "title": facts["title"],
        "subject": subject(letter),
        "times": by_both_clocks(letter.interval, letter.venue_tzid, letter.tzid, letter.locale),
        "description": facts["description"],
        "question": facts["question"],
        "reason": facts["reason"],
        "due": _due(letter),
        "details": list(_details(letter)),
        "spaces": [space for space in map(_space, facts["spaces"]) if space["texts"] or space["phone"]],
        "alternatives": list(_alternatives(letter, sender)),
        "reply_url": reply_url(letter, sender),
        "page_url": page_url(letter, sender),
        "withdrawn": facts["status"] == WITHDRAWN,
        "answers_read": sender.answers_read,
    }


def reply_url(letter: Letter, sender: Sender) -> str:
    """The reader's own link to answer by (D42); the booker and staff need none."""
    reader = letter.attendee
    if reader is None or letter.to_chair:
        return ""
    token = links.signed(sender.secret_key, links.REPLY, reader["id"], reader["generation"])
    return sender.url(f"reply/{token}")


def page_url(letter: Letter, sender: Sender) -> str:
    """The booking's page, for those who may have an account to see it with."""
    may_see = letter.to_staff or (letter.to_chair and letter.facts["has_account"])
    return sender.url(f"reservations/{letter.facts['reservation_id']}") if may_see else ""


def _due(letter: Letter) -> str:
    if not letter.facts["expires_at"]:
        return ""
    at = datetime.fromisoformat(letter.facts["expires_at"])
    return " / ".join(instant_by_both_clocks(at, letter.venue_tzid, letter.tzid, letter.locale))


def _details(letter: Letter) -> Iterator[tuple[str, str]]:
    """Label and text. How to reach the booker, and the answers, are for booker and staff only."""
    facts, contact = letter.facts, letter.facts["contact"]
    yield gettext("Place"), place(facts)
    yield gettext("Booked by"), listed((contact["name"], contact["company"]))
    if letter.to_staff:
        yield gettext("Contact"), listed((contact["phone"], contact["email"]))
    if facts["equipment"]:
        yield gettext("Equipment"), listed(map(_quantity, facts["equipment"]))
    if facts["headcount"]:
        yield gettext("Number of people"), str(facts["headcount"])
    if facts["attendees"]:
        yield gettext("Invited"), listed(map(_invited, facts["attendees"]))
    if letter.to_staff or letter.to_chair:
        yield from ((translated(a["labels"]), _answer(a)) for a in facts["answers"])


def place(facts: Facts) -> str:
    """The spaces' names, the centre's and its address."""
    spaces = [translated(space["names"]) for space in facts["spaces"]]
    centre = facts["centre"]
    return listed((*spaces, translated(centre["names"]), translated(centre["address"])))


def _quantity(need: Facts) -> str:
    name = translated(need["names"])
    return name if need["quantity"] == 1 else f"{name} × {need['quantity']}"


def _invited(person: Facts) -> str:
    return noted(person["name"] or person["email"], str(PARTSTATS[person["partstat"]]))


def _answer(given: Facts) -> str:
    return translated(given["choice"]) if given["choice"] else str(given["answer"])


def _space(space: Facts) -> Facts:
    """The block that the staff wrote: the same in every mail."""
    texts = [(str(label), space["texts"].get(name) or {}) for name, label in TEXTS.items()]
    return {
        "name": translated(space["names"]),
        "phone": space["phone"],
        "texts": [(label, translated(text), _tag(text)) for label, text in texts if translated(text)],
    }


def _tag(text: dict[str, str]) -> str:
    """For a `lang` attribute: a text may be there in another language than the reader's."""
    return language_of(text).replace("_", "-")


def _alternatives(letter: Letter, sender: Sender) -> Iterator[Facts]:
    """Other times, with a link to the form filled in with them: for the booker."""
    for other in letter.facts["alternatives"] if letter.to_chair else ():
        interval = Interval(*(datetime.fromisoformat(other[end]) for end in ("starts_at", "ends_at")))
        times = by_both_clocks(interval, letter.venue_tzid, letter.tzid, letter.locale)
        minutes = str(int(interval.duration.total_seconds() // 60))
        query = {"space": other["spaces"], "starts_at": other["starts_at"], "duration": minutes}
        yield {
            "times": " / ".join(times),
            "spaces": listed(map(translated, other["names"])),
            "url": sender.url("reservations/new", **query),
        }
