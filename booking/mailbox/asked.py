"""What a mail asks for, as far as its sender has to see it again before they confirm it."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from booking.ical.received import Received
from booking.mailbox.incoming import Incoming
from booking.mailbox.rooms import addressed
from booking.mailbox.spans import has_length, span_of
from booking.rules.confirming import good_until
from booking.rules.series import named, wall

Asked = dict[str, Any]


def asked_by(incoming: Incoming, slugs: Mapping[str, str], known: bool) -> Asked:
    """Plain JSON: instants ISO 8601 in UTC and empty where none was told or it has no length, `dtstart` the
    naive wall time of a series, `spaces` slugs, `until` when the link runs out, `locale` empty where it is
    not known. `known`: its sender has said before who they are. `slugs` are those of
    queries.client_meetings."""
    letter, first = incoming.letter, incoming.scheduling.events[0]
    over = None if first.rrule else first.starts_at
    return {
        "method": incoming.scheduling.method,
        "sender": letter.sender,
        "name": letter.sender_name,
        "believed": letter.believed,
        "known": known,
        "locale": letter.locale,
        "title": first.summary,
        **_when(first),
        "spaces": asked_for(incoming, slugs),
        "until": _utc(good_until(incoming.now, over)),
    }


def asked_for(incoming: Incoming, slugs: Mapping[str, str]) -> list[str]:
    """Slugs of the spaces."""
    return list(addressed(incoming.letter, incoming.settings["INBOUND_DOMAIN"], slugs))


def _when(first: Received) -> Asked:
    if not has_length(first):
        return {"starts_at": "", "ends_at": "", "tzid": first.tzid, "rrule": "", "dtstart": ""}
    span = span_of(first)
    return {
        "starts_at": span.starts_at.isoformat(),
        "ends_at": span.ends_at.isoformat(),
        "tzid": first.tzid,
        "rrule": first.rrule,
        "dtstart": named(wall(span.starts_at, first.tzid)),
    }


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
