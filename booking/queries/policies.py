"""Policies with the centre's defaults beneath, and resources as the rules see them."""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from booking.extensions import db
from booking.models import Blackout, Centre, Question, Resource
from booking.models import Policy as PolicyRow
from booking.rules.closures import Closure, holiday_closures
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours, Season, Week
from booking.rules.policy import Policy, Terms
from booking.rules.quotas import Quota
from booking.rules.questions import Question as Asked

AS_TERMS = (joinedload(Resource.policy), selectinload(Resource.questions))  # what `terms` reads of a resource
_WITH_POLICY = (joinedload(Centre.policy),)
_BLACKOUTS = select(Blackout.resource_id, Blackout.starts_at, Blackout.ends_at, Blackout.reason).where(
    Blackout.starts_at < bindparam("before"),
    Blackout.ends_at > bindparam("after"),
    or_(Blackout.resource_id.is_(None), Blackout.resource_id.in_(bindparam("ids", expanding=True))),
)


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
    return {day: tuple((_minutes(a), _minutes(b)) for a, b in spans) for day, spans in days.items()}


def _day(text: str) -> tuple[int, int]:
    month, day = text.split("-")
    return int(month), int(day)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


_READ = {
    "opening_hours": hours_of,
    "quotas": lambda rows: tuple(Quota(**row) for row in rows),
    "bookable_companies": tuple,
}


def terms(resources: Sequence[Resource], around: Interval) -> dict[int, Terms]:
    """By resource id, with the closures that may touch `around`."""
    beneath, blackouts = centre().policy, _blackouts([r.id for r in resources], around)
    policies = {own: effective(own, beneath) for own in {r.policy for r in resources}}
    return {r.id: _terms(r, policies[r.policy], blackouts, around) for r in resources}


def _terms(resource: Resource, policy: Policy, blackouts: Sequence[Row], around: Interval) -> Terms:
    set_by_staff = [b for b in blackouts if b.resource_id in (None, resource.id)]
    closures = [Closure(Interval(b.starts_at, b.ends_at), b.reason) for b in set_by_staff]
    if policy.closed_on_holidays:
        closures += holiday_closures(resource.country, resource.tzid, around)
    return Terms(
        slug=resource.slug,
        tzid=resource.tzid,
        country=resource.country,
        capacity=resource.capacity,
        policy=policy,
        closures=tuple(closures),
        questions=tuple(asked(resource.questions)),
    )


def asked(questions: Iterable[Question]) -> list[Asked]:
    return [
        Asked(q.slug, q.kind, q.labels, q.required, {c["value"]: c["labels"] for c in q.choices})
        for q in questions
    ]


def _blackouts(resource_ids: Sequence[int], around: Interval) -> Sequence[Row]:
    concerned = {"ids": resource_ids, "before": around.ends_at, "after": around.starts_at}
    return db.session.execute(_BLACKOUTS, concerned).all()
