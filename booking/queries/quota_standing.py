"""How much of their quotas those use who want the same: as queries.quota_use, but for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select

from booking.extensions import db
from booking.models import Occurrence, Policy, Reservation, Resource
from booking.queries.policies import centre, effective
from booking.queries.quota_meetings import Meeting, counted, meetings
from booking.queries.quota_use import stated_by
from booking.rules.interval import Interval
from booking.rules.quotas import COMPANY, PERSON, Limit, Quota, reach, used

Whose = tuple[str, int | None]  # COMPANY or PERSON, and its id


@dataclass(frozen=True, slots=True)
class Use:
    """`used` of quota.most, in hours or meetings, in the period that a date lies in."""

    quota: Quota
    used: float


Held = Mapping[Whose, Sequence[Meeting]]


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
        limit = Limit(quota, counted(mine))
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
    """By whose they are."""
    subjects = [(booking.company_id, booking.person_id) for booking in bookings]
    companies, persons = ({one for one in each if one} for each in zip(*subjects, strict=True))
    whose = Reservation.company_id.in_(companies) | Reservation.person_id.in_(persons)
    found: dict[Whose, list[Meeting]] = defaultdict(list)
    for one in meetings(around, whose):
        found[COMPANY, one.company_id].append(one)
        found[PERSON, one.person_id].append(one)
    return found
