"""Reminder rows of confirmed meetings: made ahead, each once (D27)."""

from datetime import datetime, timedelta

from booking.models import Attendee, Occurrence
from booking.models.attendee import DECLINED
from booking.outbox.rows import Row, add_new, row_of
from booking.rules.notices import REMINDER
from booking.rules.scheduling import reminders_due


def remind(occurrence: Occurrence, now: datetime) -> int:
    """Makes the rows that are not there yet for everybody who has not declined; tells how many."""
    rows = [
        _reminder(occurrence, attendee, lead) | {"created_at": now, "due_at": due_at}
        for lead, due_at in reminders_due(occurrence.starts_at, now)
        for attendee in occurrence.reservation.attendees
        if attendee.partstat != DECLINED
    ]
    return add_new(rows) if rows else 0


def _reminder(occurrence: Occurrence, attendee: Attendee, lead: timedelta) -> Row:
    key = reminder_key(occurrence.id, occurrence.starts_at, lead, attendee.id)
    return row_of(key, REMINDER, occurrence, attendee) | {"attendee_id": attendee.id}


def reminder_key(occurrence_id: int, starts_at: datetime, lead: timedelta, attendee_id: int) -> str:
    minutes = int(lead.total_seconds() // 60)
    return f"remind:{occurrence_id}:{starts_at.isoformat()}:{minutes}:{attendee_id}"
