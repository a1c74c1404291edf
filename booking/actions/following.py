"""The rule of a series goes along with a change at once, and back when nothing of what was asked is granted.

The way back stands with each date that waits (`pending`), until one is granted.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.rules.recurrence import canonical
from booking.rules.shifting import shifted, shifted_rule

Way = Mapping[str, float]  # seconds: `by`, how far the wall times went, and the `duration` that was


def way_of(date: Occurrence) -> Way | None:
    found: Way | None = (date.pending or {}).get("way")
    return found


def way_back(booking: Reservation) -> Way:
    """To what it was before all that waits; of a series."""
    waiting = (way for date in booking.occurrences if (way := way_of(date)))
    assert booking.duration is not None
    return next(waiting, {"by": 0.0, "duration": booking.duration.total_seconds()})


def remember(booking: Reservation, way: Way, by: timedelta, asked: Collection[Occurrence]) -> None:
    """After its rule went on by so much for the dates `asked`."""
    for date in booking.occurrences:
        if date.pending and (way_of(date) or date in asked):
            date.pending = date.pending | {"way": {**way, "by": way["by"] + by.total_seconds()}}


def forget(booking: Reservation) -> None:
    """It stays where its rule went."""
    for date in booking.occurrences:
        if date.pending and way_of(date):
            date.pending = {name: value for name, value in date.pending.items() if name != "way"}


def go_back(booking: Reservation, way: Way) -> None:
    """Unless a date still waits."""
    if any(way_of(date) for date in booking.occurrences):
        return
    assert booking.rrule and booking.dtstart
    by = timedelta(seconds=-way["by"])
    rule = shifted_rule(booking.rrule, datetime.fromisoformat(booking.dtstart), by)
    booking.rrule, booking.dtstart = canonical(rule, booking.tzid), shifted(booking.dtstart, by)
    booking.duration = timedelta(seconds=way["duration"])
    for name in ("exdates", "rdates", "skipped"):
        setattr(booking, name, [shifted(one, by) for one in getattr(booking, name)])
    rename({}, booking, by)


def rename(names: Mapping[Occurrence, str], booking: Reservation, by: timedelta) -> None:
    """The rule's new wall times; those of dates that are not named are shifted `by` as the rule is. In two
    steps: one date may take the name that another has until now.
    """
    wanted = {date: names.get(date) or shifted(date.recurrence_id, by) for date in booking.occurrences}
    renamed = [(date, name) for date, name in wanted.items() if date.recurrence_id != name]
    for n, (date, _) in enumerate(renamed):
        date.recurrence_id = f"~{n}"
    db.session.flush()
    for date, name in renamed:
        date.recurrence_id = name
    db.session.flush()
