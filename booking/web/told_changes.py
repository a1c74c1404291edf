"""The history of a booking in words: who did what, and what that made another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, lazy_gettext, ngettext

from booking.models import AuditEntry
from booking.queries.change_names import named
from booking.rules.changed_dates import ADDED, ASKED, SPACES, TIME, Change
from booking.rules.changes import (
    ANSWER,
    DESCRIPTION,
    EQUIPMENT,
    HEADCOUNT,
    PEOPLE,
    RULE,
    SECOND_TITLE,
    TITLE,
    VIDEO,
    changes,
)
from booking.web.change_values import Words, asked, value
from booking.web.times import day_text
from booking.wording import noted, of_history

MOST = 10  # lines of one entry
LABELS = {
    TITLE: lazy_gettext("Title"),
    SECOND_TITLE: lazy_gettext("The title in a second language"),
    RULE: lazy_gettext("Repeats"),
    TIME: lazy_gettext("Time"),
    SPACES: lazy_gettext("Space"),
    ASKED: lazy_gettext("Asked for"),
    EQUIPMENT: lazy_gettext("Equipment"),
    HEADCOUNT: lazy_gettext("Number of people"),
    VIDEO: lazy_gettext("Video meeting"),
    DESCRIPTION: lazy_gettext("Description"),
}
# Of what is there on one side alone: taken out, added.
ONE_SIDED = {
    ADDED: (lazy_gettext("Date taken out"), lazy_gettext("Date added")),
    PEOPLE: (lazy_gettext("No longer invited"), lazy_gettext("Invited")),
    ASKED: (lazy_gettext("No longer asked for"), lazy_gettext("Asked for")),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One entry; `lines` say what became another."""

    entry: AuditEntry
    sentence: str
    lines: Sequence[str]


def told(entries: Sequence[AuditEntry], tzid: str, viewer: str) -> list[Told]:
    found = {entry.id: changes(entry.before, entry.after) for entry in entries}
    words = Words(named(one for each in found.values() for one in each), tzid, viewer)
    return [
        Told(entry, of_history(entry.action, entry.actor_name), _lines(found[entry.id], words))
        for entry in entries
    ]


def _lines(found: Sequence[Change], words: Words) -> list[str]:
    lines = [_line(one, words) for one in found[:MOST]]
    left = len(found) - len(lines)
    return [*lines, ngettext("and %(num)d more", "and %(num)d more", left)] if left > 0 else lines


def _line(one: Change, words: Words) -> str:
    if one.what in ONE_SIDED and (one.old is None or one.new is None):
        label, side = ONE_SIDED[one.what][one.old is None], one.new if one.old is None else one.old
        return gettext("%(label)s: %(value)s", label=label, value=value(one.what, side, words))
    old, new = (value(one.what, side, words) for side in (one.old, one.new))
    said = gettext("%(old)s → %(new)s", old=old or "–", new=new or "–")
    label = asked(one.old or one.new, words) if one.what == ANSWER else str(LABELS[one.what])
    label = noted(label, _day(one.date)) if one.date and one.what != TIME else label
    return gettext("%(label)s: %(value)s", label=label, value=said)


def _day(recurrence_id: str) -> str:
    return day_text(datetime.fromisoformat(recurrence_id).date())
