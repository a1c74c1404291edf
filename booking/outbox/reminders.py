"""Reminder rows of confirmed meetings: made ahead, each once (D27)."""

from collections.abc import Iterable
from datetime import datetime

from booking.models import Attendee, Occurrence
from booking.outbox.leads import leads_of
from booking.outbox.rows import Row, add_new, row_of
from booking.rules.notices import REMINDER
from booking.rules.reminders import HORIZON, reminder_key, reminders_due


def remind(occurrences: Iterable[Occurrence], now: datetime) -> int:
    """Makes the rows that are not there yet, as each person wants them; tells how many."""
    soon = {date.id: date for date in occurrences if now < date.starts_at <= now + HORIZON}
    if not soon:
        return 0
    people = {person.id: person for date in soon.values() for person in date.reservation.attendees}
    rows = [
        _reminder(soon[date_id], starts_at, people[who], lead) | {"created_at": now, "due_at": due_at}
        for (date_id, starts_at, who), leads in leads_of(Occurrence.id.in_(soon)).items()
        if who in people
        for lead, due_at in reminders_due(starts_at, now, leads)
    ]
    return add_new(rows) if rows else 0


def _reminder(occurrence: Occurrence, starts_at: datetime, attendee: Attendee, lead: int) -> Row:
    key = reminder_key(occurrence.id, starts_at, lead, attendee.id)
    about = {"attendee_id": attendee.id, "begins_at": starts_at, "lead": lead}
    return row_of(key, REMINDER, occurrence, attendee) | about
