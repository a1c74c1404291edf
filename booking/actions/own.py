"""Nobody waits in line behind a booking of their own, nor twice in the same line."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from booking.actions.claims import reach_of
from booking.actions.dates import Date, span_of
from booking.queries.ledger import owners
from booking.queries.waitlist import places_of
from booking.rules.interval import Interval
from booking.rules.policy import Booker, Terms

Owned = Sequence[tuple[int, Interval, int | None]]


def mark_own(dates: Sequence[Date], booker: Booker, terms: Mapping[int, Terms], now: datetime) -> None:
    """Of those that were allotted; a statement only where something is in the way. Units of equipment that
    are lacking are nobody's own; one may wait for them but once."""
    taken = [date for date in dates if date.conflicts]
    if booker.person_id is None or not taken:
        return
    _mark_waiting(taken, booker.person_id, now)
    if clashing := [date for date in taken if _of_spaces(date)]:
        _mark_held(clashing, booker, terms)


def _mark_waiting(taken: Sequence[Date], person_id: int, now: datetime) -> None:
    places = places_of(person_id, span_of(taken), now)
    for date in taken:
        spaces = {space.id for space in date.spaces}
        date.waits = any(date.interval.meets(span) and spaces & ids for span, ids in places)


def _mark_held(clashing: Sequence[Date], booker: Booker, terms: Mapping[int, Terms]) -> None:
    held = {resource.id for date in clashing for resource in date.held}
    owned = owners(held, reach_of(clashing, terms.values()))
    for date in clashing:
        date.own = _in_the_way(date, owned, terms) == {booker.person_id}


def _of_spaces(date: Date) -> bool:
    return all(conflict.free_units is None for conflict in date.conflicts)


def _in_the_way(date: Date, owned: Owned, terms: Mapping[int, Terms]) -> set[int | None]:
    """Ids of whose it is."""
    wanted = {resource.id: terms[resource.id].claimed(date.interval) for resource in date.held}
    return {who for r, span, who in owned if r in wanted and span.meets(wanted[r])}
