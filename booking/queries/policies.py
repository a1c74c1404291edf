"""Policies with the centre's defaults beneath, and resources as the rules see them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from booking.extensions import db
from booking.models import Centre, Question, Resource
from booking.models import Policy as PolicyRow
from booking.models.columns import Translated
from booking.queries.closed import Closed, closed
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours, Season, Week, in_minutes
from booking.rules.policy import Policy, Terms
from booking.rules.questions import Question as Asked
from booking.rules.quotas import Quota

AS_TERMS = (joinedload(Resource.policy), selectinload(Resource.questions))  # what `terms` reads of a resource
CENTRE = "centre"
_WITH_POLICY = (joinedload(Centre.policy),)


def centre() -> Centre:
    """The one centre, with its policy; LookupError before `setup`."""
    found = db.session.get(Centre, 1, options=_WITH_POLICY)
    if found is None:
        raise LookupError("no centre yet: run setup")
    return found


def effective(own: PolicyRow | None, beneath: PolicyRow) -> Policy:
    """`own` where it says something, else the centre's."""
    values = {field.name: _either(own, beneath, field.name) for field in fields(Policy)}
    said = {name: value for name, value in values.items() if value is not None}
    return Policy(**{name: _READ.get(name, _as_it_is)(value) for name, value in said.items()})


def set_by(resource: Resource, setting: str) -> str:
    """The slug of the resource whose policy says it; CENTRE where it falls through."""
    own = resource.policy and getattr(resource.policy, setting)
    return CENTRE if own is None else resource.slug


def with_policies(slugs: Iterable[str]) -> Sequence[Resource]:
    """In the order that staff gave them; unknown ones are left out."""
    rows = select(Resource).where(Resource.slug.in_(list(slugs))).order_by(Resource.position, Resource.id)
    return db.session.scalars(rows.options(joinedload(Resource.policy))).all()


def booked_until(slugs: Iterable[str], now: datetime) -> datetime:
    """How far ahead all of them can be booked; what is no resource has the centre's rules."""
    house = centre().policy
    notices = [effective(space.policy, house).max_notice for space in with_policies(slugs)]
    return now + min(notices, default=effective(None, house).max_notice)


def _as_it_is(value: Any) -> Any:
    return value


def _either(own: PolicyRow | None, beneath: PolicyRow, name: str) -> Any:
    value = getattr(own, name) if own else None
    return getattr(beneath, name) if value is None else value


def hours_of(text: dict[str, Any]) -> OpeningHours:
    """As models.Policy keeps them."""
    seasons = [Season(_day(s["first"]), _day(s["last"]), _week(s["week"])) for s in text.get("seasons", ())]
    return OpeningHours(_week(text), tuple(seasons))


def _week(text: dict[str, Any]) -> Week:
    days = {int(day): spans for day, spans in text.items() if day != "seasons"}
    return {day: in_minutes(spans) for day, spans in days.items()}


def _day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


_READ = {
    "opening_hours": hours_of,
    "quotas": lambda rows: tuple(Quota(**row) for row in rows),
    "bookable_companies": tuple,
    "reminders": tuple,
}


def terms(resources: Sequence[Resource], around: Interval) -> dict[int, Terms]:
    """By resource id, with the closures that may touch `around`."""
    return terms_under(policies_of(resources), resources, closed((r.id for r in resources), around))


def policies_of(resources: Iterable[Resource]) -> dict[int, Policy]:
    """By resource id."""
    beneath, resources = centre().policy, list(resources)
    known = {own: effective(own, beneath) for own in {r.policy for r in resources}}
    return {r.id: known[r.policy] for r in resources}


def terms_under(
    policies: Mapping[int, Policy], resources: Iterable[Resource], what_is_closed: Closed
) -> dict[int, Terms]:
    return {r.id: _terms(r, policies[r.id], what_is_closed) for r in resources}


def _terms(resource: Resource, policy: Policy, what_is_closed: Closed) -> Terms:
    country = resource.country if policy.closed_on_holidays else ""
    hours = what_is_closed.opened(resource.id, policy.opening_hours)
    return Terms(
        slug=resource.slug,
        tzid=resource.tzid,
        country=resource.country,
        capacity=resource.capacity,
        policy=replace(policy, opening_hours=hours),
        closures=tuple(what_is_closed.of(resource.id, resource.tzid, country)),
        questions=tuple(asked(resource.questions)),
    )


def asked(questions: Iterable[Question]) -> list[Asked]:
    """Those that are asked now, with the choices that are offered."""
    return [Asked(q.slug, q.kind, q.labels, q.required, _offered(q)) for q in questions if q.asked]


def _offered(question: Question) -> dict[str, Translated]:
    return {c["value"]: c["labels"] for c in question.choices if c.get("offered", True)}
