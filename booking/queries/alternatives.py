"""What to offer when something is refused: read after the refusal, outside its transaction."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from booking.errors import Invalid, OutOfPolicy, SlotTaken
from booking.models import Occurrence
from booking.queries.searching import Search
from booking.rules.availability import Alternative
from booking.rules.interval import Interval, hull
from booking.rules.policy import FILLED_IN, Booker
from booking.rules.requests import BookingRequest
from booking.rules.series import Planned, planned

FOR_A_DATE, MOST_DATES = 2, 60


def instead_of(
    refused: SlotTaken | OutOfPolicy,
    request: BookingRequest,
    booker: Booker | None,
    now: datetime,
    but: Collection[int] = (),
) -> tuple[Alternative, ...]:
    """As `alternatives`; none where the time may be had, and only something is to be filled in."""
    rules = getattr(refused, "rules", ())
    if rules and not refused.values.get("taken") and all(rule.code in FILLED_IN for rule in rules):
        return ()
    return tuple(alternatives(request, booker, now, but))


def alternatives(
    request: BookingRequest, booker: Booker | None, now: datetime, but: Collection[int] = ()
) -> list[Alternative]:
    """The same time in another fitting space, the nearest times in the spaces asked for, a shorter meeting.

    Of a series, some for each date that cannot be had (the first MOST_DATES of them). Where nothing is near,
    as far as the space can be booked at all. None when what was asked for is no longer in service. `but` are
    ids of occurrences that are to move: what they hold now is left out, of the ledger and of quotas.
    """
    dates = planned(request)
    try:
        search = Search(request, now, booker, hull(date.interval for date in dates), but)
    except Invalid:
        return []
    if len(dates) > 1:
        return list(_of_series(search, dates))
    return list(search.offers(dates[0])) or _far_away(request, booker, now, dates[0], but)


def _of_series(search: Search, dates: Sequence[Planned]) -> Iterator[Alternative]:
    """Its own dates that are free are in nobody's way, nor is the first offer for one date in another's."""
    clashing = [date for date in dates if not search.fits(date)]
    for date in dates:
        if date not in clashing:
            search.keep(search.needed.at(date.space), date.interval)
    for date in clashing[:MOST_DATES]:
        offers = list(islice(search.offers(date), FOR_A_DATE))
        for offer in offers[:1]:
            search.keep(search.named(offer.spaces), offer.interval)
        yield from (replace(offer, recurrence_id=date.recurrence_id) for offer in offers)


def _far_away(
    request: BookingRequest, booker: Booker | None, now: datetime, date: Planned, but: Collection[int]
) -> list[Alternative]:
    """The first free time between the first and the last day that can be booked."""
    near = Search(request, now, booker, but=but)
    policy = near.terms(near.needed.spaces)[0].policy
    whole = Interval(now, max(now + policy.max_notice, now + policy.grid))
    far = Search(request, now, booker, whole, but)
    return list(far.offers(date, whole))[:1]


def request_of(occurrence: Occurrence) -> BookingRequest:
    """What was asked for, as the desk was asked."""
    booking = occurrence.reservation
    return BookingRequest(
        spaces=tuple(space.slug for space in occurrence.spaces),
        title=booking.title,
        interval=occurrence.interval,
        tzid=booking.tzid,
        equipment={need.equipment_type.slug: need.quantity for need in booking.equipment},
        headcount=booking.headcount,
        answers=booking.answers,
    )
