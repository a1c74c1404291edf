"""How much of their quotas those use who want the same: as queries.quota_use, but for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, select

from booking.extensions import db
from booking.models import Occurrence, Policy, Reservation, ReservationSpace, Resource
from booking.queries.policies import centre, effective
from booking.queries.quota_use import stated_by
from booking.rules.interval import Interval
from booking.rules.lifecycle import HOLDING
from booking.rules.quotas import COMPANY, PERSON, Limit, Quota, reach, used

Whose = tuple[str, int | None]  # COMPANY or PERSON, and its id


@dataclass(frozen=True, slots=True)
class Use:
    """`used` of quota.most, in hours or meetings, in the period that a date lies in."""

    quota: Quota
    used: float


@dataclass(frozen=True, slots=True)
class _Meeting:
    """Where it takes place; `choosing` is its reservation's id if it is a candidate date."""

    interval: Interval
    places: frozenset[int]
    choosing: int | None


Held = Mapping[Whose, Sequence[_Meeting]]


def quota_use(dates: Sequence[Occurrence], now: datetime) -> dict[int, list[Use]]:
    """By id of the date, each quota that counts for its booker where it takes place.

    Two statements; none where no policy states a quota. Spaces and policies must be loaded.
    """
    beneath = centre().policy
    asked = [(date, space, quota) for date in dates for space, quota in _applying(date, beneath)]
    spans = [reach([quota], [date.interval], space.tzid, now) for date, space, quota in asked]
    known = [span for span in spans if span]
    if not known:
        return {}
    around = Interval(min(s.starts_at for s in known), max(s.ends_at for s in known))
    held, stated = _held([date.reservation for date in dates], around), _stated()
    found: dict[int, list[Use]] = defaultdict(list)
    for date, space, quota in asked:
        together = {place for place, policy_id in stated.items() if policy_id == stated_by(space)}
        mine = [one for one in held.get(_subject(quota, date.reservation), ()) if one.places & together]
        limit = Limit(quota, _counted(mine))
        found[date.id].append(Use(quota, used(limit, date.starts_at, space.tzid, now)))
    return found


def _applying(date: Occurrence, beneath: Policy) -> Iterator[tuple[Resource, Quota]]:
    for space in {stated_by(space): space for space in date.spaces}.values():
        for quota in effective(space.policy, beneath).quotas:
            if _subject(quota, date.reservation)[1]:
                yield space, quota


def _subject(quota: Quota, booking: Reservation) -> Whose:
    return quota.whose, booking.company_id if quota.whose == COMPANY else booking.person_id


def _stated() -> Mapping[int, int | None]:
    """By resource, the id of its own policy if that states its quotas: those with the same count together."""
    own = case((Policy.quotas.is_not(None), Policy.id))
    return dict(db.session.execute(select(Resource.id, own).outerjoin(Resource.policy)).all())


def _held(bookings: Iterable[Reservation], around: Interval) -> Held:
    """Requested or confirmed, by whose they are; candidate dates wherever they lie."""
    subjects = [(booking.company_id, booking.person_id) for booking in bookings]
    companies, persons = ({one for one in each if one} for each in zip(*subjects, strict=True))
    whose = Reservation.company_id.in_(companies) | Reservation.person_id.in_(persons)
    within = (Occurrence.starts_at < around.ends_at) & (Occurrence.ends_at > around.starts_at)
    place = func.coalesce(Occurrence.space_id, ReservationSpace.resource_id)
    meeting = (Occurrence.id, Occurrence.starts_at, Occurrence.ends_at)
    booking = (Reservation.id, Reservation.choosing, Reservation.company_id, Reservation.person_id)
    rows = db.session.execute(
        select(*meeting, *booking, place)
        .join(Occurrence.reservation)
        .join(ReservationSpace, ReservationSpace.reservation_id == Reservation.id)
        .where(whose, Occurrence.status.in_(sorted(HOLDING)), within | Reservation.choosing)
        .order_by(Occurrence.starts_at, Occurrence.id)
    )
    places: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for *each, space_id in rows:
        places[tuple(each)].add(space_id)
    found: dict[Whose, list[_Meeting]] = defaultdict(list)
    for (_, starts_at, ends_at, number, choosing, company_id, person_id), spaces in places.items():
        one = _Meeting(Interval(starts_at, ends_at), frozenset(spaces), number if choosing else None)
        found[COMPANY, company_id].append(one)
        found[PERSON, person_id].append(one)
    return found


def _counted(meetings: Iterable[_Meeting]) -> list[Interval]:
    """Of candidate dates only the longest (D24)."""
    single: list[Interval] = []
    candidates: dict[int, list[Interval]] = defaultdict(list)
    for one in meetings:
        (single if one.choosing is None else candidates[one.choosing]).append(one.interval)
    return [*single, *(max(slots, key=lambda slot: slot.duration) for slots in candidates.values())]
