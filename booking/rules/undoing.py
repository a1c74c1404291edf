"""What staff may take back for a little while (D30)."""

# Of one's own booking these too are said to others in the centre's name.
_DECISIONS = frozenset({"approve", "decline", "return", "release", "award", "give_way", "move_away"})
_NEVER = frozenset({"book", "undo", "reply", "fix_unit"})


def can_be_undone(action: str, staff_id: int | None, person_id: int | None) -> bool:
    """Whether `action` of the history, by staff, can: not what they do to a booking of their own, as any
    booker may; nor what nobody did (the clock)."""
    if staff_id is None or action in _NEVER:
        return False
    return staff_id != person_id or action in _DECISIONS
