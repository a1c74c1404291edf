"""What was asked for and not given is written down for staff: which rule decided, and where it is set."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from booking.errors import BrokenRule, OutOfPolicy, SlotTaken
from booking.models import Refusal, Resource
from booking.permissions import Actor
from booking.queries.policies import set_by, with_policies
from booking.rules.kept import kept
from booking.rules.requests import BookingRequest
from booking.rules.settings import field_of

Json = dict[str, Any]


def refusal_row(error: OutOfPolicy | SlotTaken, request: BookingRequest, by: Actor, now: datetime) -> Refusal:
    """Not yet added to the session."""
    return Refusal(
        at=now,
        actor_id=by.id,
        actor_name=by.name,
        company_id=by.company_id,
        door=by.door,
        code=error.code,
        rules=list(_rules(error, request)),
        request=asked_for(request),
    )


def _rules(error: OutOfPolicy | SlotTaken, request: BookingRequest) -> Iterator[Json]:
    if isinstance(error, OutOfPolicy):
        spaces = with_policies(request.spaces)
        for rule in error.rules:
            yield from _where(rule, spaces)
    else:
        for slug in dict.fromkeys(conflict.resource for conflict in error.conflicts):
            yield {"code": error.code, "field": "", "values": {}, "resource": slug, "set_by": ""}


def _where(rule: BrokenRule, spaces: Sequence[Resource]) -> Iterator[Json]:
    """Once for each policy of the spaces asked for that has a say in it; once without where none has."""
    setting = field_of(rule.code, str(rule.values.get("case", "")))
    told = {set_by(space, setting): space.slug for space in reversed(spaces)} if setting else {}
    for where, slug in told.items() or [("", spaces[0].slug if len(spaces) == 1 else "")]:
        yield kept(rule) | {"setting": setting, "resource": slug, "set_by": where}


def asked_for(request: BookingRequest) -> Json:
    person = request.booked_for
    return {
        "spaces": list(request.spaces),
        "title": request.title,
        "starts_at": request.interval.starts_at.isoformat(),
        "ends_at": request.interval.ends_at.isoformat(),
        "tzid": request.tzid,
        "rrule": request.rrule,
        "headcount": request.headcount,
        "equipment": dict(request.equipment),
        "booked_for": [person.name, person.company] if person else None,
    }
