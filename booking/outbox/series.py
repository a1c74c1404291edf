"""A series as mails tell it: its rule, and what differs from it."""

from collections.abc import Collection
from typing import Any

from booking.models import Occurrence, Reservation, Resource
from booking.outbox.people import apart, people
from booking.rules.lifecycle import HOLDING, WAITLISTED

Facts = dict[str, Any]
MOST = 60  # dates told one by one


def series(reservation: Reservation, recurrence_id: str | None, status: str) -> Facts:
    """`status` is what most of it has: a date of another differs from the rule as one that was moved does.

    Excluded, skipped, waiting and called-off dates are all `exdates` (D11), `excluded` only the first.
    `answered` are as the rule says, but somebody answered otherwise for them: their SEQUENCE is the rule's.
    Nothing for a single booking."""
    if not reservation.rrule or reservation.duration is None:
        return {"rrule": "", "recurrence_id": None}
    holding = [date for date in reservation.occurrences if date.status in HOLDING]
    other = [date for date in holding if date.by_hand or date.status != status]
    answers = apart(reservation)
    alike = [date for date in holding if date.id in answers and date not in other]
    return {
        "rrule": reservation.rrule,
        "dtstart": reservation.dtstart,
        "duration": int(reservation.duration.total_seconds()),
        "recurrence_id": recurrence_id,
        "exdates": exdates(reservation),
        "excluded": reservation.exdates,
        "rdates": reservation.rdates,
        "overrides": [_override(date, answers) for date in other],
        "answered": [_override(date, answers) | {"sequence": None} for date in alike],
        "dates": [span(date) | {"status": date.status} | _asked(date) for date in holding[:MOST]],
        "dates_count": len(holding),
        "skipped": reservation.skipped,
        "skipped_for": reservation.skipped_for,
        "waitlisted": [span(date) for date in reservation.occurrences if date.status == WAITLISTED],
    }


def _asked(date: Occurrence) -> Facts:
    """Until when an answer is waited for, of a date that was returned with a question."""
    if date.expires_at and date.asks and not date.offered_at:
        return {"expires_at": date.expires_at.isoformat()}
    return {}


def exdates(reservation: Reservation) -> list[str]:
    gone = (date.recurrence_id for date in reservation.occurrences if date.status not in HOLDING)
    return sorted({*reservation.exdates, *reservation.skipped, *gone})


def span(date: Occurrence) -> Facts:
    return {"starts_at": date.starts_at.isoformat(), "ends_at": date.ends_at.isoformat()}


def _override(date: Occurrence, answers: Collection[int]) -> Facts:
    return {
        "recurrence_id": date.recurrence_id,
        **span(date),
        "sequence": date.sequence,
        "status": date.status,
        "title": date.title or date.reservation.title,
        "second_title": "" if date.title else date.reservation.second_title,
        "spaces": [place(space) for space in date.spaces],
        "attendees": people(date.reservation, date) if date.id in answers else None,
    }


def place(space: Resource) -> Facts:
    names = ("slug", "names", "texts", "phone", "tzid")
    return {name: getattr(space, name) for name in names}
