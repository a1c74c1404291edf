"""What a mail says of a booking besides its time, in the locale in force."""

from collections.abc import Iterator

from flask_babel import gettext

from booking.mail.letter import Facts, Letter
from booking.mail.series import series_details
from booking.wording import PARTSTATS, TEXTS, language_of, listed, noted, translated, with_reading


def details(letter: Letter) -> Iterator[tuple[str, str]]:
    """Label and text. How to reach the booker, and the answers, are for booker and staff only."""
    facts, contact = letter.facts, letter.facts["contact"]
    yield from series_details(letter)
    yield gettext("Place"), place(facts)
    yield gettext("Booked by"), listed((_name(letter), contact["company"]))
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


def _name(letter: Letter) -> str:
    """Staff read how it is pronounced."""
    contact = letter.facts["contact"]
    reading = contact.get("reading", "") if letter.to_staff else ""
    return with_reading(contact["name"], reading)


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


def space(found: Facts) -> Facts:
    """The block that the staff wrote: the same in every mail."""
    texts = [(str(label), found["texts"].get(name) or {}) for name, label in TEXTS.items()]
    return {
        "name": translated(found["names"]),
        "phone": found["phone"],
        "texts": [(label, translated(text), _tag(text)) for label, text in texts if translated(text)],
    }


def _tag(text: dict[str, str]) -> str:
    """For a `lang` attribute: a text may be there in another language than the reader's."""
    return language_of(text).replace("_", "-")
