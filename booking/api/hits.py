"""Bookings that a change hits, as JSON."""

from collections.abc import Sequence
from typing import Any

from booking.api.times import instant
from booking.errors import BrokenRule
from booking.models import Occurrence
from booking.queries.policy_hits import Hits
from booking.rule_words import of_rule
from booking.rules.settings import field_of

Json = dict[str, Any]


def hits(found: Hits) -> Json:
    items = [hit(one.occurrence) | {"rules": [_rule(rule) for rule in one.rules]} for one in found.shown]
    return {"count": found.count, "items": items}


def meetings(found: Sequence[Occurrence]) -> Json:
    return {"count": len(found), "items": [hit(one) for one in found]}


def hit(occurrence: Occurrence) -> Json:
    booking = occurrence.reservation
    return {
        "reservation": booking.id,
        "recurrence_id": occurrence.recurrence_id,
        "title": occurrence.title or booking.title,
        "status": occurrence.status,
        "spaces": [space.slug for space in occurrence.spaces],
        "starts_at": instant(occurrence.starts_at),
        "ends_at": instant(occurrence.ends_at),
        "contact": {
            "name": booking.contact_name,
            "company": booking.contact_company,
            "email": booking.contact_email,
            "phone": booking.contact_phone,
        },
    }


def _rule(rule: BrokenRule) -> Json:
    setting = field_of(rule.code, str(rule.values.get("case", "")))
    return {"code": rule.code, "detail": of_rule(rule), "setting": setting}
