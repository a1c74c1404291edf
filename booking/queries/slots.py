"""The spaces among which a free time is looked for: a fixed number of queries, however long the span."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from booking.errors import Invalid
from booking.extensions import db
from booking.models import Resource
from booking.models.resource import SPACE
from booking.queries.searching import Search
from booking.rules.availability import Ledger, Pool
from booking.rules.interval import Interval
from booking.rules.requests import BookingRequest
from booking.rules.slot_requests import AT_ONCE, SlotRequest, faults
from booking.rules.slots import Venue

_LARGEST_ID = 2**31 - 1


def venues(asked: SlotRequest, now: datetime) -> list[Venue]:
    """Those asked for by slug or id, in that order; every space where none is. Raises Invalid."""
    search = _search(asked, now)
    pools = search.pools()
    spaces = search.needed.spaces or [r for r in search.resources if r.kind == SPACE]
    return [_venue(search, space, pools) for space in spaces]


def _search(asked: SlotRequest, now: datetime) -> Search:
    """Raises Invalid with what is wrong in itself and with what is not known here."""
    wrong = faults(asked)
    around = Interval(now, now + AT_ONCE) if wrong else asked.around
    try:
        search = Search(_request(asked, around), now)
    except Invalid as refused:
        raise Invalid([*wrong, *refused.rules]) from None
    if wrong:
        raise Invalid(wrong)
    return search


def _request(asked: SlotRequest, around: Interval) -> BookingRequest:
    """All of `around` in these spaces: what has to be read to know whether a part of it is free."""
    return BookingRequest(
        spaces=_slugs(asked.spaces),
        title="",
        interval=around,
        tzid="UTC",
        equipment=asked.equipment,
        headcount=asked.headcount,
    )


def _slugs(names: Sequence[str]) -> tuple[str, ...]:
    """Each once; a number is an id unless it is no resource's."""
    numbers = [name for name in names if name.isascii() and name.isdigit() and len(name) <= 10]
    by_id = _by_id([int(number) for number in numbers if int(number) <= _LARGEST_ID])
    return tuple(dict.fromkeys(by_id.get(name, name) for name in names))


def _by_id(ids: Sequence[int]) -> dict[str, str]:
    rows = select(Resource.id, Resource.slug).where(Resource.id.in_(ids))
    return {str(id): slug for id, slug in db.session.execute(rows)} if ids else {}


def _venue(search: Search, space: Resource, pools: Sequence[Ledger | Pool]) -> Venue:
    """Its questions are asked with the booking, not here."""
    (terms,) = search.terms([space])
    return Venue(replace(terms, questions=()), [*search.needs([space]), *pools])
