"""What staff may take back for a little while (D30)."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

# Of one's own booking these too are said to others in the centre's name.
_DECISIONS = frozenset({"approve", "decline", "return", "release", "award", "give_way", "move_away"})
UNDO = "undo"
_NEVER = frozenset({"book", UNDO, "reply", "fix_unit", "decline_proposal"})


class Entry(Protocol):
    """Of the history; the `rule` of an undo is the action that it undid."""

    action: str
    rule: str


_Entry = TypeVar("_Entry", bound=Entry)


def can_be_undone(action: str, staff_id: int | None, person_id: int | None) -> bool:
    """Whether `action` of the history, by staff, can: not what they do to a booking of their own, as any
    booker may; nor what nobody did (the clock)."""
    if staff_id is None or action in _NEVER:
        return False
    return staff_id != person_id or action in _DECISIONS


def what_stands(entries: Iterable[_Entry]) -> list[_Entry]:
    """Of the history of one booking, oldest first, without what was undone, and without the undoing."""
    kept: list[_Entry] = []
    for entry in entries:
        undone = [n for n, one in enumerate(kept) if entry.action == UNDO and one.action == entry.rule]
        if undone:
            del kept[undone[-1] :]
        else:
            kept.append(entry)
    return kept
