"""What an occurrence holds in the ledger, and the number of its change."""

from collections.abc import Collection, Mapping, Sequence

from booking.models import Claim, Occurrence, Reservation
from booking.rules.interval import Interval

Spans = dict[int, list[Interval]]


def number(occurrence: Occurrence) -> None:
    """The next SEQUENCE, from the one counter of its reservation (D11)."""
    occurrence.reservation.changes += 1
    occurrence.sequence = occurrence.reservation.changes


def number_whole(booking: Reservation) -> None:
    """The next SEQUENCE of all of it: a series has its own beside those of its dates."""
    if booking.rrule:
        booking.changes += 1
        return
    for date in booking.occurrences:
        number(date)


def held_by(occurrence: Occurrence) -> Spans:
    spans: Spans = {}
    for claim in occurrence.claims:
        if claim.active:
            spans.setdefault(claim.resource_id, []).append(Interval(claim.starts_at, claim.ends_at))
    return spans


def free(occurrence: Occurrence) -> Spans:
    """Gives up all that it holds, and tells what that was."""
    return free_of(occurrence, {claim.resource_id for claim in occurrence.claims})


def free_of(occurrence: Occurrence, resource_ids: Collection[int]) -> Spans:
    """Gives up what it holds of these alone."""
    held = {each: spans for each, spans in held_by(occurrence).items() if each in resource_ids}
    for claim in occurrence.claims:
        claim.active = claim.active and claim.resource_id not in held
    return held


def hold(occurrence: Occurrence, spans: Mapping[int, Sequence[Interval]]) -> None:
    """From now on these too. What it no longer holds must have been given up, and flushed, before (D4)."""
    for resource_id, each in spans.items():
        for span in each:
            occurrence.claims.append(
                Claim(resource_id=resource_id, starts_at=span.starts_at, ends_at=span.ends_at, active=True)
            )


def add_spans(spans: Spans, more: Mapping[int, Sequence[Interval]]) -> Spans:
    for resource_id, each in more.items():
        spans.setdefault(resource_id, []).extend(each)
    return spans
