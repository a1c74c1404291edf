"""What waits for staff, as their desk shows it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from booking.extensions import db
from booking.models import Occurrence, Policy, Reservation, Resource, User
from booking.queries.bookings import resources_by_id
from booking.queries.listed import CLAIMS, listed
from booking.queries.others import Other, holding, others_of
from booking.queries.overdue import before_staff, deputies_of, policy_row, wait_of, waits_since
from booking.queries.policies import centre, effective
from booking.rules.interval import Interval
from booking.rules.patience import overdue

SHOWN = 20


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
    return _whole(_line(now), now)


def page_for_staff(now: datetime, page: int) -> tuple[list[Waiting], int]:
    """So many as are SHOWN, and how many there are of all; `page` counts from 1, the last has the last."""
    line = _line(now)
    first = SHOWN * (min(page, last_page(len(line))) - 1)
    return _whole(line[first : first + SHOWN], now), len(line)


def last_page(asked: int) -> int:
    return -(-asked // SHOWN) or 1


@dataclass(frozen=True, slots=True)
class _Asked:
    """Ids of the first date of a request, of which `dates` wait; or of all that are to be changed."""

    since: datetime
    ids: list[int]
    dates: int = 0


def _line(now: datetime) -> list[_Asked]:
    """Who has waited longest comes first."""
    counts = _requested(now)
    changing = before_staff(now) & Occurrence.pending.is_not(None)
    asked_at = func.coalesce(Occurrence.waiting_since_at, Reservation.created_at)
    columns = (Occurrence.id, Occurrence.reservation_id, Occurrence.pending, asked_at)
    rows = select(*columns).join(Occurrence.reservation).order_by(Occurrence.starts_at, Occurrence.id)
    requests, changes = list[_Asked](), dict[int, _Asked]()
    for one, booking, pending, at in db.session.execute(
        rows.where(Occurrence.id.in_(list(counts)) | changing)
    ):
        if pending:
            changes.setdefault(booking, _Asked(waits_since(pending, at), [])).ids.append(one)
        else:
            requests.append(_Asked(at, [one], counts[one]))
    return sorted([*requests, *changes.values()], key=lambda asked: (asked.since, asked.ids[0]))


def _whole(line: Sequence[_Asked], now: datetime) -> list[Waiting]:
    ids = [one for asked in line for one in asked.ids]
    found = listed(select(Occurrence).where(Occurrence.id.in_(ids)).options(CLAIMS)) if ids else []
    known = _Known(holding(found), deputies_of(found), centre().policy, now)
    by_id, spaces = {date.id: date for date in found}, _spaces_wanted(found)
    return [_row(asked, [by_id[one] for one in asked.ids], spaces, known) for asked in line]


def _row(
    asked: _Asked, dates: Sequence[Occurrence], spaces: Mapping[int, Resource], known: _Known
) -> Waiting:
    changes = [_change(date, spaces) for date in dates if date.pending]
    return _waiting(dates[0], len(changes) or asked.dates, changes, known)


def _requested(now: datetime) -> dict[int, int]:
    """The first date of each reservation that asks, with how many do."""
    asked = before_staff(now) & Occurrence.pending.is_(None)
    rows = select(func.min(Occurrence.id), func.count()).where(asked).group_by(Occurrence.reservation_id)
    return dict(db.session.execute(rows).all())


def _spaces_wanted(found: Iterable[Occurrence]) -> Mapping[int, Resource]:
    """By id, those that changes would take."""
    return resources_by_id({one for date in found if date.pending for one in date.pending["spaces"]})


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
