"""Nobody waits in line behind a booking of their own."""

from collections.abc import Mapping, Sequence

from booking.actions.claims import reach_of
from booking.actions.dates import Date
from booking.queries.ledger import owners
from booking.rules.interval import Interval
from booking.rules.policy import Booker, Terms

Owned = Sequence[tuple[int, Interval, int | None]]


def mark_own(dates: Sequence[Date], booker: Booker, terms: Mapping[int, Terms]) -> None:
    """Of those that were allotted; a statement only where something is in the way. Units of equipment that
    are lacking are nobody's own."""
    clashing = [date for date in dates if date.conflicts and _of_spaces(date)]
    if booker.person_id is None or not clashing:
        return
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
