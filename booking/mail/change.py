"""A change in words: what was booked, and what takes or is to take its place."""

from collections.abc import Iterator

from flask_babel import gettext

from booking.mail.letter import Facts, Letter, interval_of
from booking.mail.series import course, shortened
from booking.mail.times import at_venue, for_reader
from booking.wording import listed, translated

Side = tuple[str, list[str]]
TOLD = ("changed", "to_approve")  # kinds that say what was before


def change(letter: Letter) -> list[Side]:
    """Label and lines, the old before the new; empty where neither time nor space is another."""
    facts = letter.facts
    if facts.get("wanted"):
        return _asked(letter)
    if facts.get("proposed"):
        return _proposed(letter, facts["proposed"])
    if letter.kind not in TOLD:
        return []
    if facts.get("goes_on"):
        return _goes_on(letter, facts["goes_on"])
    if facts.get("before"):
        return [*_courses(letter, facts["before"]), *_moved(letter, gettext("Dates that moved"))]
    if facts.get("was"):
        return _sides(letter, (gettext("Before"), facts["was"]), (gettext("Now"), facts))
    return _moved(letter, gettext("Dates that moved"))


def _asked(letter: Letter) -> list[Side]:
    """One date; or of several each, where staff are asked for more than one."""
    if letter.facts.get("moved"):
        return _moved(letter, gettext("Asked for"))
    return _sides(
        letter, (gettext("As booked"), letter.facts), (gettext("Asked for"), letter.facts["wanted"])
    )


def _proposed(letter: Letter, proposed: Facts) -> list[Side]:
    """Of a whole series its next date."""
    return [
        (gettext("As booked"), [for_reader(interval_of(proposed["was"]), letter)]),
        (gettext("Proposed"), [for_reader(interval_of(proposed), letter)]),
    ]


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


def _courses(letter: Letter, old: Facts) -> list[Side]:
    """The rule and the hours of a series, before and now."""
    was, now = ([course(letter, facts), _places(facts)] for facts in (old, letter.facts))
    if was[1] == now[1]:
        was, now = was[:1], now[:1]
    return [(gettext("Before"), was), (gettext("Now"), now)] if was != now else []


def _goes_on(letter: Letter, other: Facts) -> list[Side]:
    """The part of a series that was split off; nothing for those who are not invited to it."""
    if letter.attendee_id is not None and letter.recipient not in other["invited"]:
        return []
    usual = letter.facts
    lines = [
        other["title"] if other["title"] != usual["title"] else "",
        course(letter, other),
        for_reader(interval_of(other), letter),
        _places(other) if _places(other) != _places(usual) else "",
    ]
    return [(gettext("It goes on as"), [line for line in lines if line])]


def _moved(letter: Letter, label: str) -> list[Side]:
    """Old and new of each date."""
    dates = letter.facts.get("moved") or []
    lines = [_arrow(letter, date["was"], date) for date in dates]
    return [(label, shortened(lines, letter.facts["moved_count"]))] if lines else []


def _arrow(letter: Letter, old: Facts, new: Facts) -> str:
    """The old time by the venue's clock alone; places where they differ, and are not those of the series."""
    was, now = at_venue(interval_of(old), letter), for_reader(interval_of(new), letter)
    places = (_places(old), _places(new))
    usual = (_places(letter.facts.get("before") or {}), _places(letter.facts))
    if places[0] != places[1] and places != usual:
        was, now = listed((was, places[0])), listed((now, places[1]))
    return gettext("%(old)s → %(new)s", old=was, new=now)


def _places(facts: Facts) -> str:
    return listed(translated(space["names"]) for space in facts.get("spaces") or ())
