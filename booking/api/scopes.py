"""Which dates of a reservation a call means."""

from datetime import datetime
from typing import Any

from booking.actions.scopes import ALL
from booking.api.schemas.dates import wall_of, wrong_wall
from booking.errors import Invalid
from booking.models import Reservation
from booking.rules.series import named


def scope_of(told: dict[str, Any], found: Reservation) -> dict[str, str]:
    """As the desk's verbs take it. Raises Invalid."""
    return {"scope": told.get("scope", ALL), "recurrence_id": date_of(told.get("recurrence_id"), found)}


def date_of(at: datetime | None, found: Reservation) -> str:
    """Empty where none is named. Raises Invalid for an offset that is not of the reservation's zone."""
    if at is None:
        return ""
    if wrong := list(wrong_wall("recurrence_id", at, found.tzid)):
        raise Invalid(wrong)
    return named(wall_of(at, found.tzid))
