"""What was received of an event, as plain JSON, so that it can be answered again later."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from booking.ical.received import Received
from booking.ical.vevent import CalendarUser

Json = dict[str, Any]
_PLAIN = ("sequence", "tzid", "all_day", "summary", "recurrence_is_day")
_INSTANTS = ("dtstamp", "starts_at", "ends_at")


def remembered(event: Received) -> Json:
    """As much of it as an answer says again (ICAL C6); instants in UTC, ISO 8601."""
    kept: Json = {name: getattr(event, name) for name in _PLAIN}
    kept |= {name: _utc(getattr(event, name)) for name in _INSTANTS}
    at = event.recurrence_at
    kept["recurrence_in"] = str(at.tzinfo) if at else ""
    kept["recurrence_at"] = at.isoformat() if at and event.recurrence_is_day else _utc(at)
    return kept


def recalled(kept: Json, organizer: CalendarUser) -> Received:
    instants: Json = {name: _instant(kept[name], kept["tzid"]) for name in _INSTANTS}
    return Received(
        **{name: kept[name] for name in _PLAIN},
        **instants,
        recurrence_at=_recurrence_at(kept),
        organizer=organizer,
    )


def _utc(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _instant(text: str | None, tzid: str) -> datetime | None:
    return datetime.fromisoformat(text).astimezone(ZoneInfo(tzid)) if text else None


def _recurrence_at(kept: Json) -> datetime | None:
    """A day as it was written; an instant in UTC where it was written so, else in the event's zone."""
    if not kept["recurrence_at"] or kept["recurrence_is_day"]:
        return datetime.fromisoformat(kept["recurrence_at"]) if kept["recurrence_at"] else None
    return _instant(kept["recurrence_at"], "UTC" if kept["recurrence_in"] == "UTC" else kept["tzid"])
