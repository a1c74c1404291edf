from dataclasses import replace
from datetime import datetime
from itertools import islice
from typing import Any

from flask import Response, jsonify

from booking import clock
from booking.api.body import Blueprint
from booking.api.schemas.slots import SlotPage, SlotQuery, how_many, to_request
from booking.api.times import instant
from booking.errors import BrokenRule, Invalid
from booking.queries.slots import venues
from booking.rules.slot_requests import SlotRequest
from booking.rules.slots import Slot, Venue, best
from booking.rules.workday import WEEKEND, Reason
from booking.wording import of_part, translated

blueprint = Blueprint("slots", "Free times that suit everybody who takes part; public")


@blueprint.get("/slots")
@blueprint.arguments(SlotQuery, location="query")
@blueprint.response(200, SlotPage)
def slots(query: dict[str, Any]) -> Response:
    """The best first: by the side that it suits least, then by all together, then the earliest."""
    now = clock.now()
    asked = to_request(query, now)
    found = best(asked, _venues(asked, now), now)
    return jsonify(items=[_slot(slot) for slot in islice(found, how_many(query))], next=None)


def _venues(asked: SlotRequest, now: datetime) -> list[Venue]:
    """Raises Invalid, with the names that the address has for what is wrong."""
    try:
        return venues(asked, now)
    except Invalid as refused:
        raise Invalid([_named(rule) for rule in refused.rules]) from None


def _named(rule: BrokenRule) -> BrokenRule:
    return replace(rule, field="resource") if rule.field == "space" else rule


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "space": slot.space,
        "starts_at": instant(slot.interval.starts_at),
        "ends_at": instant(slot.interval.ends_at),
        "tzid": slot.tzid,
        "score": slot.score,
        "sides": [_side(reason) for reason in slot.reasons],
    }


def _side(reason: Reason) -> dict[str, Any]:
    return {
        "tzid": reason.side.tzid,
        "country": reason.side.country,
        "starts_at": reason.starts_at.isoformat(),
        "ends_at": reason.ends_at.isoformat(),
        "fit": reason.fit,
        "parts": reason.kinds,
        "day_off": translated(reason.holiday) or (of_part(WEEKEND) if WEEKEND in reason.kinds else None),
    }
