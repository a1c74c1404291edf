"""A reservation as JSON; plain functions, for it is made within the booking's own transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from booking import clock
from booking.models import Reservation
from booking.outbox.as_json import addressed, as_json, waits
from booking.outbox.in_line import positions

Json = dict[str, Any]


def reservation(found: Reservation) -> Json:
    return with_positions([found])(found)


def with_positions(rows: Sequence[Reservation]) -> Callable[[Reservation], Json]:
    """What shows each of these: places in line are read once for all, and not at all where nobody waits."""
    waiting = [row.id for row in rows if waits(row)]
    line, now = positions(waiting) if waiting else {}, clock.now()
    return lambda found: _reservation(found, line, now)


def _reservation(found: Reservation, line: Mapping[int, int], now: datetime) -> Json:
    settings = current_app.config
    return addressed(as_json(found, line, now), settings["BASE_URL"], settings["ORGANIZER_ADDRESS"])
