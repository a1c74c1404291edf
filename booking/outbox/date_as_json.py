"""One date of a reservation as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking.models import Claim, DatePartstat, Occurrence
from booking.models.resource import EQUIPMENT
from booking.rules.interval import Interval
from booking.rules.iso import instant, span
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, WAITLISTED

Json = dict[str, Any]


def meeting(date: Occurrence, position: int | None, answers: Sequence[DatePartstat], now: datetime) -> Json:
    """`answers` are those for this date alone."""
    held = [claim for claim in date.claims if claim.active]
    return {
        "recurrence_id": date.recurrence_id,
        "starts_at": instant(date.starts_at),
        "ends_at": instant(date.ends_at),
        "spaces": [space.slug for space in date.spaces],
        "title": date.title or date.reservation.title,
        "by_hand": date.by_hand,
        **_state(date, position, now),
        "sequence": date.sequence,
        "attendees": [{"email": one.attendee.email, "partstat": one.partstat} for one in answers],
        "claims": [_claim(claim) for claim in held],
        "units": [claim.resource.slug for claim in held if claim.resource.kind == EQUIPMENT],
    }


def _state(date: Occurrence, position: int | None, now: datetime) -> Json:
    return {
        "status": date.status,
        "waiting_for": date.waiting_for,
        "expires_at": instant(date.expires_at),
        "question": date.question,
        "reason": date.reason,
        "reason_locale": date.reason_locale,
        "reason_texts": date.reason_texts,
        "pending": _pending(date),
        "position": position,
        "offered": _offered(date, now),
        "checked_in_at": instant(date.checked_in_at),
        "finished": date.status == CONFIRMED and date.ends_at <= now,
    }


def _offered(date: Occurrence, now: datetime) -> bool:
    """A place that may still be taken."""
    waits = date.status == WAITLISTED or date.waiting_for == FOR_APPLICANT
    return bool(date.offered_at) and waits and (date.expires_at or date.starts_at) > now


def _pending(date: Occurrence) -> Json | None:
    """The change that waits for a decision; what it asks for is held beside the old (D13)."""
    if not date.pending:
        return None
    slugs = {claim.resource_id: claim.resource.slug for claim in date.claims}
    begins, ends = (datetime.fromisoformat(date.pending[name]) for name in ("starts_at", "ends_at"))
    return {**span(Interval(begins, ends)), "spaces": [slugs[each] for each in date.pending["spaces"]]}


def _claim(claim: Claim) -> Json:
    return {
        "resource": claim.resource.slug,
        "starts_at": instant(claim.starts_at),
        "ends_at": instant(claim.ends_at),
    }
