"""What of a booking a calendar app says itself: its words, and when and where its dates are."""

import hashlib

from booking.models import Reservation
from booking.rules.lifecycle import HOLDING


def shape(booking: Reservation) -> str:
    """Another one where the booking has become another than the app had it."""
    dates = sorted(
        (date.recurrence_id, date.starts_at.isoformat(), date.ends_at.isoformat(), date.title, date.space_id)
        for date in booking.occurrences
        if date.status in HOLDING
    )
    words = (booking.title, booking.second_title, booking.description, booking.rrule)
    return hashlib.sha256(repr((words, dates)).encode()).hexdigest()
