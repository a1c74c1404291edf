"""A refusal as plain facts, for a mail that tells it."""

from collections.abc import Iterator
from typing import Any

from booking.actions.telling import offer
from booking.errors import BookingError, Invalid, OutOfPolicy, SlotTaken
from booking.outbox.room_facts import offers
from booking.rules.kept import kept

Facts = dict[str, Any]
MOST_RULES, MOST_OFFERS = 10, 6


def broken(refused: BookingError) -> list[Facts]:
    """As rule_words.of_refused reads them."""
    return list(_broken(refused))[:MOST_RULES]


def _broken(refused: BookingError) -> Iterator[Facts]:
    if isinstance(refused, OutOfPolicy | Invalid):
        yield from map(kept, refused.rules)
    if not isinstance(refused, OutOfPolicy | Invalid) or refused.values.get("taken"):
        code = SlotTaken.code if refused.values.get("taken") else refused.code
        yield {"code": code, "field": "", "values": {}}


def other_times(refused: BookingError) -> list[Facts]:
    found = getattr(refused, "alternatives", ())
    return offers([offer(other) for other in found[:MOST_OFFERS]])
