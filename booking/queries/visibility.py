"""What of a booking somebody may see (D22): asked by pages, API, feeds and door alike."""

from collections.abc import Set

from booking.permissions import Actor, may, relation
from booking.rules.policy import BUSY, FULL, TITLES


def level(
    by: Actor | None,
    visibility: str,
    person_ids: Set[int | None],
    company_id: int | None,
    emails: Set[str],
) -> str:
    """BUSY: that it is taken, and nothing more; TITLES: title and status; FULL: also the booking itself.

    `visibility` is the space's policy for strangers; whatever it says, their booking is not opened to them.
    `person_ids` are the accounts it was booked by and for, `emails` its attendees' in lower case.
    """
    allowed = may(by, "see", relation(by, set(person_ids), company_id, set(emails)))
    return FULL if allowed else BUSY if visibility == BUSY else TITLES
