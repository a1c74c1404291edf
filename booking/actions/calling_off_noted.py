"""What a client called off is remembered, so that what was said before and comes later is known to be old."""

from collections.abc import Mapping
from typing import Any

from booking.models import Reservation
from booking.outbox.room_answers import note_as_answered
from booking.outbox.room_facts import of_rule
from booking.rules.client_meeting import WHOLE, order

Events = Mapping[str, Mapping[str, Any]]


def is_older(found: Reservation, events: Events) -> bool:
    """By SEQUENCE alone."""
    known = found.invitation.events if found.invitation else {}
    said = [(one, known.get(name) or known.get(WHOLE) or {}) for name, one in events.items()]
    return all(order(dict(one))[0] < order(old)[0] for one, old in said)


def note_called_off(found: Reservation, events: Events) -> None:
    """So that a REQUEST which comes late books nothing. A date that was said by its rule alone is remembered
    as the rule has it, and is answered already."""
    invitation = found.invitation
    assert invitation is not None
    known = dict(invitation.events)
    for name, one in events.items():
        if old := known.get(name) or _by_rule(found, name):
            known[name] = {**old, **_version(one)}
    invitation.events = known
    note_as_answered(found)


def _by_rule(found: Reservation, name: str) -> Mapping[str, Any] | None:
    assert found.invitation is not None
    whole = found.invitation.events.get(WHOLE)
    names = {date.recurrence_id for date in found.occurrences} | set(found.skipped)
    return of_rule(whole, name, found.tzid) if whole and found.rrule and name in names else None


def _version(event: Mapping[str, Any]) -> dict[str, Any]:
    return {name: event[name] for name in ("sequence", "dtstamp")}
