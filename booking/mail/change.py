"""A change in words: what was booked, and what takes or is to take its place."""

from collections.abc import Iterator

from flask_babel import gettext

from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.times import for_reader
from booking.wording import listed, translated

Side = tuple[str, list[str]]


def change(letter: Letter) -> list[Side]:
    """Label and lines, the old before the new; empty where neither time nor space is another."""
    facts = letter.facts
    wanted, was = facts.get("wanted"), facts.get("was")
    if wanted:
        return _sides(letter, (gettext("As booked"), facts), (gettext("Asked for"), wanted))
    if was and letter.kind == "changed":
        return _sides(letter, (gettext("Before"), was), (gettext("Now"), facts))
    return []


def _sides(letter: Letter, old: tuple[str, Facts], new: tuple[str, Facts]) -> list[Side]:
    moved = interval_of(old[1]) != interval_of(new[1])
    elsewhere = _places(old[1]) != _places(new[1])
    if not moved and not elsewhere:
        return []
    return [(label, [*_lines(letter, facts, elsewhere)]) for label, facts in (old, new)]


def _lines(letter: Letter, facts: Facts, with_place: bool) -> Iterator[str]:
    yield for_reader(interval_of(facts), letter)
    if with_place:
        yield _places(facts)


def _places(facts: Facts) -> str:
    return listed(translated(space["names"]) for space in facts.get("spaces") or ())
