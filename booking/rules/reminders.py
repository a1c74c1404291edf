"""How long before a meeting people are reminded of it, in minutes."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from booking.errors import BrokenRule

USUAL = (1440, 60)
OFFERED = (10080, 4320, 2880, 1440, 180, 60, 30, 15)
SHORTEST, LONGEST, MOST = 5, 10080, 8
HORIZON = timedelta(days=8)  # a day more than the longest, so that a standstill of a day loses none


def reminders_due(starts_at: datetime, now: datetime, leads: Iterable[int]) -> list[tuple[int, datetime]]:
    """(lead, due) of each reminder not yet behind us, for a meeting within the horizon (D27)."""
    if starts_at > now + HORIZON:
        return []
    due = [(lead, starts_at - timedelta(minutes=lead)) for lead in sorted(leads, reverse=True)]
    return [(lead, at) for lead, at in due if at > now]


def lead_faults(field: str, leads: Sequence[int]) -> Iterator[BrokenRule]:
    if len(leads) > MOST:
        yield BrokenRule("too_many_items", field, {"most": MOST})
    for n, lead in enumerate(leads):
        if not SHORTEST <= lead <= LONGEST:
            yield BrokenRule("not_between", f"{field}.{n}", {"least": SHORTEST, "most": LONGEST})
    if len(set(leads)) < len(leads):
        yield BrokenRule("twice", field)


def reminder_key(occurrence_id: int, starts_at: datetime, lead: int, attendee_id: int) -> str:
    return f"remind:{occurrence_id}:{starts_at.isoformat()}:{lead}:{attendee_id}"
