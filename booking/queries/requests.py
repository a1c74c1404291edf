"""What waits for staff, as their desk shows it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from booking.extensions import db
from booking.models import Occurrence, Policy, Resource, User
from booking.queries.bookings import resources_by_id
from booking.queries.listed import CLAIMS, listed
from booking.queries.others import Other, holding, others_of
from booking.queries.overdue import before_staff, deputies_of, policy_row, wait_of
from booking.queries.policies import centre, effective
from booking.rules.interval import Interval
from booking.rules.patience import overdue


@dataclass(frozen=True, slots=True)
class Change:
    """What was asked for instead of what stands (D13)."""

    occurrence: Occurrence
    interval: Interval
    spaces: Sequence[Resource]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A request, the `dates` of a series as one, of which `occurrence` is the first; or changes of a booking.

    `late`: longer than its space's policy lets it wait. `deputy` is who is told then, if anybody.
    """

    occurrence: Occurrence
    dates: int
    waited: timedelta
    late: bool
    deputy: User | None
    deputy_told: bool
    others: Sequence[Other]
    changes: Sequence[Change]


@dataclass(frozen=True, slots=True)
class _Known:
    """What is read once for all."""

    holding: Sequence[Other]
    deputies: Mapping[int, User]
    beneath: Policy
    now: datetime


def for_staff(now: datetime) -> list[Waiting]:
    """Who has waited longest comes first."""
    counts = _requested(now)
    changing = before_staff(now) & Occurrence.pending.is_not(None)
    rows = select(Occurrence).where(Occurrence.id.in_(list(counts)) | changing)
    found = listed(rows.order_by(Occurrence.starts_at, Occurrence.id).options(CLAIMS))
    known = _Known(holding(found), deputies_of(found), centre().policy, now)
    requests = [_waiting(one, counts[one.id], (), known) for one in found if one.id in counts]
    changes = [_waiting(each[0].occurrence, len(each), each, known) for each in _changes(found)]
    return sorted([*requests, *changes], key=lambda row: (-row.waited, row.occurrence.id))


def _requested(now: datetime) -> dict[int, int]:
    """The first date of each reservation that asks, with how many do."""
    asked = before_staff(now) & Occurrence.pending.is_(None)
    rows = select(func.min(Occurrence.id), func.count()).where(asked).group_by(Occurrence.reservation_id)
    return dict(db.session.execute(rows).all())


def _changes(found: Iterable[Occurrence]) -> Iterator[list[Change]]:
    """Those of one booking together."""
    pending = [date for date in found if date.pending]
    spaces = resources_by_id({one for date in pending for one in (date.pending or {})["spaces"]})
    by_booking: dict[int, list[Change]] = defaultdict(list)
    for date in pending:
        by_booking[date.reservation_id].append(_change(date, spaces))
    yield from by_booking.values()


def _change(date: Occurrence, spaces: Mapping[int, Resource]) -> Change:
    wish = date.pending or {}
    interval = Interval(*(datetime.fromisoformat(wish[end]) for end in ("starts_at", "ends_at")))
    return Change(date, interval, [spaces[one] for one in wish["spaces"]])


def _waiting(occurrence: Occurrence, dates: int, changes: Sequence[Change], known: _Known) -> Waiting:
    wait = wait_of(occurrence)
    patience = effective(policy_row(occurrence), known.beneath).remind_staff_after
    return Waiting(
        occurrence=occurrence,
        dates=dates,
        waited=known.now - wait.since,
        late=overdue(wait, patience, known.now) or wait.deputy_told,
        deputy=known.deputies.get(occurrence.id),
        deputy_told=wait.deputy_told,
        others=others_of(occurrence, known.holding),
        changes=changes,
    )
