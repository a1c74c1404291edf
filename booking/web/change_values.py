"""One side of a change in words: a time, a place, a rule, a person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext

from booking.queries.change_names import Named
from booking.rules.changed_dates import ADDED, ASKED, SPACES, TIME
from booking.rules.changes import ANSWER, EQUIPMENT, PEOPLE, RULE, VIDEO
from booking.rules.questions import YES_NO
from booking.series_words import of_rrule
from booking.web.times import clocks
from booking.wording import listed, noted, translated


@dataclass(frozen=True, slots=True)
class Words:
    """`tzid` is the booking's zone, `viewer` the reader's."""

    names: Named
    tzid: str
    viewer: str


def value(what: str, side: Any, words: Words) -> str:
    if side is None:
        return ""
    if what in (TIME, ADDED):
        return _when(side, words)
    if what == ASKED:
        return listed((_when(side, words), _spaces(side["spaces"], words)))
    if what == SPACES:
        return _spaces(side, words)
    if what == EQUIPMENT:
        kinds = ((words.names.equipment[int(key)].names, quantity) for key, quantity in side.items())
        return listed(f"{translated(names)} × {quantity}" for names, quantity in kinds)
    if what == RULE:
        return _rule(side)
    if what == VIDEO:
        return gettext("Yes") if side else gettext("No")
    if what == ANSWER:
        return _answer(side, words)
    return _person(side) if what == PEOPLE else str(side)


def _spaces(ids: Iterable[int], words: Words) -> str:
    return listed(translated(words.names.spaces[each].names) for each in ids)


def _when(span: Any, words: Words) -> str:
    """By the venue's clock, and by the reader's where that shows another time."""
    begins, ends = (datetime.fromisoformat(span[name]) for name in ("starts_at", "ends_at"))
    found = clocks(begins, ends, words.tzid, words.viewer)
    if len(found) == 1:
        return f"{found[0].day} {found[0].hours}"
    return " / ".join(noted(f"{clock.day} {clock.hours}", clock.zone) for clock in found)


def _rule(columns: Any) -> str:
    if not columns["rrule"] or not columns["dtstart"]:
        return ""
    starts = datetime.fromisoformat(columns["dtstart"])
    ends = starts + timedelta(seconds=columns["duration"] or 0)
    words = of_rrule(columns["rrule"], starts, columns["tzid"])
    return listed((words, f"{starts:%H:%M}–{ends:%H:%M}"))


def asked(given: Any, words: Words) -> str:
    """The question's words; its slug where it is asked no more."""
    question = words.names.questions.get(given["question"])
    return translated(question.labels) if question else str(given["question"])


def _answer(given: Any, words: Words) -> str:
    question = words.names.questions.get(given["question"])
    if question and question.kind == YES_NO:
        return gettext("Yes") if given["answer"] == "yes" else gettext("No")
    choices = {each["value"]: each["labels"] for each in question.choices} if question else {}
    return translated(choices[given["answer"]]) if given["answer"] in choices else str(given["answer"])


def _person(person: Any) -> str:
    return noted(person["name"], person["email"]) if person["name"] else str(person["email"])
