"""Another time that is proposed, as JSON."""

from typing import Any

from booking.models import Proposal
from booking.rules.iso import instant, span


def proposal(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.id,
        "attendee": one.attendee.email,
        "recurrence_id": one.occurrence.recurrence_id,
        "scope": "all" if one.whole else "one",
        **span(one.interval),
        "comment": one.comment,
        "status": one.status,
        "made_at": instant(one.made_at),
        "decided_at": instant(one.decided_at),
    }
