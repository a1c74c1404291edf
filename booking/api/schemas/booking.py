"""The body of POST /reservations, and the desk's request that it means."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from marshmallow import fields

from booking.api.fields import ZULU, Choice, Each, Instant, Named, NotYet, Text, Whole, YesNo
from booking.api.schemas.base import Strict
from booking.errors import BrokenRule, Invalid
from booking.rules.interval import Interval
from booking.rules.locales import LOCALES
from booking.rules.requests import (
    LENGTHS,
    MAX_ATTENDEES,
    OPTIONAL,
    REQUIRED,
    BookedFor,
    BookingRequest,
    Invited,
)
from booking.rules.wall import known, offset_belongs

_SLUG = 100


class InvitedSchema(Strict):
    email = Text(LENGTHS["email"], required=True)
    name = Text(LENGTHS["name"], load_default="")
    locale = Choice(("", *LOCALES), load_default="")
    tzid = Text(_SLUG, load_default="")
    role = Choice((REQUIRED, OPTIONAL), load_default=REQUIRED)


class BookedForSchema(Strict):
    name = Text(LENGTHS["name"], required=True)
    company = Text(LENGTHS["name"], load_default="")
    email = Text(LENGTHS["email"], load_default="")
    phone = Text(LENGTHS["phone"], load_default="")
    locale = Choice(("", *LOCALES), load_default="")
    tzid = Text(_SLUG, load_default="")


class BookingSchema(Strict):
    """`space` is one, `spaces` several; an offset must be one that `tzid` has, or Z."""

    space = Text(_SLUG)
    spaces = Each(Text(_SLUG), 20)
    title = Text(LENGTHS["title"], required=True)
    starts_at = Instant(required=True)
    ends_at = Instant(required=True)
    tzid = Text(_SLUG, required=True)
    equipment = Named(Whole(), load_default=dict)
    attendees = Each(fields.Nested(InvitedSchema), MAX_ATTENDEES, "too_many_attendees", load_default=list)
    headcount = Whole(load_default=None, allow_none=True)
    description = Text(LENGTHS["description"], load_default="")
    answers = Named(Text(LENGTHS["answer"]), load_default=dict)
    video = YesNo(load_default=False)
    booked_for = fields.Nested(BookedForSchema, load_default=None, allow_none=True)
    override_reason = Text(LENGTHS["answer"], load_default="")
    on_conflict = Choice(("fail", "skip", "waitlist"), load_default="fail")
    preview = YesNo(load_default=False)
    rrule = NotYet(load_default=None, allow_none=True)
    exdates = NotYet(load_default=None, allow_none=True)
    rdates = NotYet(load_default=None, allow_none=True)
    overrides = NotYet(load_default=None, allow_none=True)
    candidates = NotYet(load_default=None, allow_none=True)


def to_request(body: dict[str, Any]) -> BookingRequest:
    """Raises Invalid."""
    if wrong := [*_wrong_spaces(body), *_wrong_times(body), *_not_yet(body)]:
        raise Invalid(wrong)
    booked_for = body["booked_for"]
    return BookingRequest(
        spaces=tuple(body.get("spaces") or [body.get("space", "")]),
        title=body["title"],
        interval=Interval(body["starts_at"], body["ends_at"]),
        tzid=body["tzid"],
        equipment=body["equipment"],
        attendees=tuple(Invited(**person) for person in body["attendees"]),
        headcount=body["headcount"],
        description=body["description"],
        answers=body["answers"],
        video=body["video"],
        booked_for=BookedFor(**booked_for) if booked_for else None,
        override_reason=body["override_reason"],
    )


def _wrong_spaces(body: dict[str, Any]) -> Iterator[BrokenRule]:
    if "space" in body and "spaces" in body:
        yield BrokenRule("one_of_two", "spaces")
    elif not body.get("space") and not body.get("spaces"):
        yield BrokenRule("missing", "space")


def _wrong_times(body: dict[str, Any]) -> Iterator[BrokenRule]:
    if not known(body["tzid"]):
        yield BrokenRule("unknown_zone", "tzid", {"tzid": body["tzid"]})
        return
    for field in ("starts_at", "ends_at"):
        yield from _wrong_wall(field, body[field], body["tzid"])
    if body["ends_at"] <= body["starts_at"]:
        yield BrokenRule("ends_before_start", "ends_at")


def _wrong_wall(field: str, at: datetime, tzid: str) -> Iterator[BrokenRule]:
    """Z names the instant and no local clock, and so contradicts no zone (RFC 9557, 3.4)."""
    if at.tzinfo is ZULU:
        return
    if not offset_belongs(at, tzid):
        yield BrokenRule("wrong_offset", field, {"offset": at.isoformat()[-6:], "tzid": tzid})
    elif at.astimezone(ZoneInfo(tzid)).replace(tzinfo=None) != at.replace(tzinfo=None):
        yield BrokenRule("impossible_time", field)


def _not_yet(body: dict[str, Any]) -> Iterator[BrokenRule]:
    if body["on_conflict"] != "fail":
        yield BrokenRule("not_yet", "on_conflict")
