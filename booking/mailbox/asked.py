"""What a mail asks for, as far as its sender has to see it again before they confirm it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from booking.ical.received import Received
from booking.mailbox.incoming import Incoming
from booking.mailbox.rooms import addressed
from booking.rules.confirming import good_until
from booking.rules.series import named, wall

Asked = dict[str, Any]


def asked_by(incoming: Incoming, slugs: Mapping[str, str]) -> Asked:
    """Plain JSON: instants ISO 8601 in UTC and empty where none was told, `dtstart` the naive wall time of a
    series, `spaces` slugs, `until` when the link runs out, `locale` empty where it is not known. `slugs` are
    those of mailbox.rooms."""
    letter, first = incoming.letter, incoming.scheduling.events[0]
    over = None if first.rrule else first.starts_at
    return {
        "method": incoming.scheduling.method,
        "sender": letter.sender,
        "name": letter.sender_name,
        "believed": letter.believed,
        "locale": letter.locale,
        "title": first.summary,
        **_when(first),
        "spaces": list(addressed(letter, incoming.settings["INBOUND_DOMAIN"], slugs)),
        "until": _utc(good_until(incoming.now, over)),
    }


def _when(first: Received) -> Asked:
    if first.starts_at is None or first.ends_at is None:
        return {"starts_at": "", "ends_at": "", "tzid": first.tzid, "rrule": "", "dtstart": ""}
    return {
        "starts_at": _utc(first.starts_at),
        "ends_at": _utc(first.ends_at),
        "tzid": first.tzid,
        "rrule": first.rrule,
        "dtstart": named(wall(first.starts_at, first.tzid)),
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
