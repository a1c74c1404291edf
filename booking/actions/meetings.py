"""What a conference server has been told of a meeting."""

from typing import Any

from booking.actions.transaction import transaction
from booking.extensions import db
from booking.models import Meeting


@transaction
def note_told(meeting_id: int, told: dict[str, Any] | None) -> None:
    """None: it has nothing of it any more."""
    db.session.get_one(Meeting, meeting_id).ensured = told
