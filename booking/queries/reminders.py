"""When people want to be reminded."""

from booking.extensions import db
from booking.models import ReminderChoice


def choice_of(email: str) -> list[int] | None:
    """Minutes before a meeting; none: never; None: as each space says."""
    row = db.session.get(ReminderChoice, email.lower())
    return row.leads if row else None
