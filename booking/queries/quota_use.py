"""What a person or a company holds already, and which wishes go beyond a quota; asked under their lock."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from booking.errors import BrokenRule
from booking.extensions import db
from booking.models import Policy, Reservation, Resource
from booking.queries.quota_meetings import PLACE, counted, meetings
from booking.rules.interval import Interval
from booking.rules.policy import Booker, Terms
from booking.rules.quotas import COMPANY, Limit, over, reach


def broken_quotas(
    spaces: Sequence[Resource],
    terms: Mapping[int, Terms],
    booker: Booker,
    wanted: Sequence[Interval],
    now: datetime,
    but: Iterable[int] = (),
) -> list[tuple[int, BrokenRule]]:
    """Of the meetings wanted in these spaces, the index of those that do not fit, with every quota broken.

    `but` are ids of occurrences that do not count: those that a change replaces. No statement where no
    policy states a quota.
    """
    found: list[tuple[int, BrokenRule]] = []
    for space in {stated_by(space): space for space in spaces}.values():
        known = limits(space, terms[space.id], booker, wanted, now, frozenset(but))
        found += over(known, wanted, terms[space.id].tzid, now) if known else ()
    return found


def limits(
    space: Resource,
    terms: Terms,
    booker: Booker,
    wanted: Sequence[Interval],
    now: datetime,
    but: Collection[int] = (),
) -> list[Limit]:
    """Each quota that counts for this booker, with what is held of it."""
    quotas = [quota for quota in terms.policy.quotas if _subject(quota.whose, booker) is not None]
    around = reach(quotas, wanted, terms.tzid, now)
    if around is None:
        return []
    scope = quota_scope(space)
    whose = {quota.whose for quota in quotas}
    held = {each: held_by(*_ids(each, booker), scope, around, but) for each in whose}
    return [Limit(quota, held[quota.whose]) for quota in quotas]


def _subject(whose: str, booker: Booker) -> int | None:
    return booker.company_id if whose == COMPANY else booker.person_id


def _ids(whose: str, booker: Booker) -> tuple[int | None, int | None]:
    return (booker.company_id, None) if whose == COMPANY else (None, booker.person_id)


def quota_scope(space: Resource) -> set[int]:
    """Ids of all resources whose bookings count together with this one's: the same policy states the quotas.

    Those that state none share the centre's.
    """
    policy_id = stated_by(space)
    same = Policy.id == policy_id if policy_id else or_(Policy.id.is_(None), Policy.quotas.is_(None))
    return set(db.session.scalars(select(Resource.id).outerjoin(Resource.policy).where(same)))


def stated_by(space: Resource) -> int | None:
    """The id of its policy that states its quotas; None: the centre's does."""
    return space.policy_id if space.policy and space.policy.quotas is not None else None


def held_by(
    company_id: int | None,
    person_id: int | None,
    resource_ids: Collection[int],
    around: Interval,
    but: Collection[int] = (),
) -> list[Interval]:
    """Meetings requested or confirmed of that company, else that person, in any of these resources.

    Candidate dates count once, as the longest of them (D24), wherever that lies. One statement.
    """
    whose = Reservation.company_id == company_id if company_id else Reservation.person_id == person_id
    found = meetings(around, whose, PLACE.in_(sorted(resource_ids)))
    return counted(one for one in found if one.occurrence_id not in but)
