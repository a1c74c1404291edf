from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from flask import Response, g, jsonify

from booking import clock
from booking.actions.resources import edit_resource
from booking.api import problems
from booking.api.bearer import demanded
from booking.api.body import Blueprint
from booking.api.hits import meetings
from booking.api.schemas.base import Problem
from booking.api.schemas.policy import HitsSchema, ResourcePatch
from booking.api.schemas.resource import (
    AT_ONCE,
    BusyPage,
    BusyQuery,
    PolicySchema,
    ResourcePage,
    ResourceQuery,
)
from booking.api.times import instant
from booking.errors import BrokenRule, Invalid
from booking.models import Policy, Resource
from booking.permissions import demand
from booking.queries.busy import Taken, bookable, busy
from booking.queries.policies import asked, centre, effective
from booking.queries.policy_rows import slug_of
from booking.rules.interval import Interval
from booking.rules.opening import OpeningHours, Week
from booking.wording import translated

blueprint = Blueprint("resources", "What can be booked, and when it is taken; public")
_POLICY = PolicySchema()


@blueprint.get("/resources")
@blueprint.arguments(ResourceQuery, location="query")
@blueprint.response(200, ResourcePage)
def resources(query: dict[str, Any]) -> Response:
    """In the order that staff gave them."""
    beneath, found = centre().policy, bookable()
    slugs = {resource.id: resource.slug for resource in found}
    shown = [resource for resource in found if query.get("kind") in (None, resource.kind)]
    return jsonify(items=[_resource(resource, beneath, slugs) for resource in shown], next=None)


@blueprint.patch("/resources/<id:resource_id>")
@blueprint.arguments(ResourcePatch)
@blueprint.response(200, HitsSchema)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def change_resource(body: dict[str, Any], resource_id: int) -> Response:
    """Only what is named changes. Answers whose bookings are to be moved when it goes out of service."""
    by = demanded()
    demand(by, "edit_resources")
    return jsonify(meetings(edit_resource(slug_of(resource_id), by=by, now=clock.now(), values=body)))


@blueprint.get("/resources/<id:resource_id>/busy")
@blueprint.arguments(BusyQuery, location="query")
@blueprint.response(200, BusyPage)
@blueprint.alt_response(404, schema=Problem, content_type=problems.TYPE)
def busy_times(query: dict[str, Any], resource_id: int) -> Response:
    """Half-open spans with setup and teardown; titles only for those who may see them."""
    taken = busy(resource_id, _around(query), g.actor)
    return jsonify(items=[_taken(span) for span in taken], next=None)


def _around(query: dict[str, Any]) -> Interval:
    """Raises Invalid."""
    if query["ends"] <= query["begins"]:
        raise Invalid([BrokenRule("ends_before_start", "to")])
    if query["ends"] - query["begins"] > AT_ONCE:
        raise Invalid([BrokenRule("too_much_at_once", "to", {"most": AT_ONCE})])
    return Interval(query["begins"], query["ends"])


def _taken(span: Taken) -> dict[str, Any]:
    told = {"title": span.title, "status": span.status, "reservation": span.reservation_id}
    times = {"starts_at": instant(span.interval.starts_at), "ends_at": instant(span.interval.ends_at)}
    return times | {name: value for name, value in told.items() if value is not None}


def _resource(resource: Resource, beneath: Policy, slugs: Mapping[int, str]) -> dict[str, Any]:
    policy = effective(resource.policy, beneath)
    return {
        "id": resource.id,
        "slug": resource.slug,
        "kind": resource.kind,
        "name": translated(resource.names),
        "names": resource.names,
        "equipment": resource.equipment_type.slug if resource.equipment_type else None,
        "part_of": slugs.get(resource.part_of_id or 0),
        "area_m2": resource.area_m2,
        "capacity": resource.capacity,
        "tzid": resource.tzid,
        "policy": _POLICY.dump(asdict(policy) | {"opening_hours": _hours(policy.opening_hours)}),
        "questions": [
            asdict(question) | {"choices": _choices(question.choices)}
            for question in asked(resource.questions)
        ],
    }


def _hours(hours: OpeningHours) -> dict[str, Any]:
    seasons = [
        {"first": _month_day(s.first), "last": _month_day(s.last), "week": _week(s.week)}
        for s in hours.seasons
    ]
    return _week(hours.week) | ({"seasons": seasons} if seasons else {})


def _month_day(day: tuple[int, int]) -> str:
    return f"{day[0]:02d}-{day[1]:02d}"


def _week(week: Week) -> dict[str, list[list[str]]]:
    return {str(day): [[_clock(a), _clock(b)] for a, b in spans] for day, spans in week.items()}


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _choices(choices: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    return [{"value": value, "labels": labels} for value, labels in choices.items()]
