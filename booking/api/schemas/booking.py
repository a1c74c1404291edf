"""The body of POST /reservations, and the desk's request that it means."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from marshmallow import fields

from booking.api.fields import Choice, Each, Named, Text, WallTime, Whole, YesNo
from booking.api.schemas.dates import (
    OverrideSchema,
    TimesSchema,
    interval_of,
    wall_of,
    wrong_span,
    wrong_wall,
    wrong_walls,
)
from booking.api.schemas.people import BookedForSchema, InvitedSchema
from booking.errors import BrokenRule, Invalid
from booking.rules.recurrence import LONGEST_RULE, MOST
from booking.rules.requests import (
    FAIL,
    LENGTHS,
    MAX_ATTENDEES,
    MOST_CANDIDATES,
    SKIP,
    WAIT,
    BookedFor,
    BookingRequest,
    Invited,
    Override,
)
from booking.rules.wall import known

SLUG, MOST_SPACES = 100, 20
_RULE = {"description": "RFC 5545; repeats from `starts_at` on, by the wall clock of `tzid`"}
_DATES = {"description": "Wall times in `tzid`, such as 2026-12-08T10:00:00"}
_SECOND = {"description": "The title's line in a second language"}
_WAYS = {"description": "Of dates that are not free: refuse, leave them out, or wait for them"}


class BookingSchema(TimesSchema):
    """`space` is one, `spaces` several; an offset must be one that `tzid` has, or Z."""

    space = Text(SLUG)
    spaces = Each(Text(SLUG), MOST_SPACES)
    title = Text(LENGTHS["title"], required=True)
    second_title = Text(LENGTHS["title"], load_default="", metadata=_SECOND)
    tzid = Text(SLUG, required=True)
    equipment = Named(Whole(), load_default=dict)
    attendees = Each(fields.Nested(InvitedSchema), MAX_ATTENDEES, "too_many_attendees", load_default=list)
    headcount = Whole(load_default=None, allow_none=True)
    description = Text(LENGTHS["description"], load_default="")
    answers = Named(Text(LENGTHS["answer"]), load_default=dict)
    video = YesNo(load_default=False)
    booked_for = fields.Nested(BookedForSchema, load_default=None, allow_none=True)
    override_reason = Text(LENGTHS["answer"], load_default="")
    on_conflict = Choice((FAIL, SKIP, WAIT), load_default=FAIL, metadata=_WAYS)
    preview = YesNo(load_default=False)
    rrule = Text(LONGEST_RULE, load_default=None, allow_none=True, metadata=_RULE)
    exdates = Each(WallTime(), MOST, load_default=None, allow_none=True, metadata=_DATES)
    rdates = Each(WallTime(), MOST, load_default=None, allow_none=True, metadata=_DATES)
    overrides = Each(fields.Nested(OverrideSchema), MOST, load_default=None, allow_none=True)
    candidates = Each(
        fields.Nested(TimesSchema),
        MOST_CANDIDATES - 1,
        load_default=None,
        allow_none=True,
        metadata={"description": "Held beside `starts_at` until one of them is chosen"},
    )


def to_request(body: dict[str, Any]) -> BookingRequest:
    """Raises Invalid."""
    if wrong := [*wrong_spaces(body, needed=True), *_wrong_times(body)]:
        raise Invalid(wrong)
    booked_for = body["booked_for"]
    return BookingRequest(
        spaces=tuple(body.get("spaces") or [body.get("space", "")]),
        title=body["title"],
        second_title=body["second_title"],
        interval=interval_of(body),
        tzid=body["tzid"],
        equipment=body["equipment"],
        attendees=tuple(Invited(**person) for person in body["attendees"]),
        headcount=body["headcount"],
        description=body["description"],
        answers=body["answers"],
        video=body["video"],
        booked_for=BookedFor(**booked_for) if booked_for else None,
        override_reason=body["override_reason"],
        rrule=(body["rrule"] or "").strip(),
        exdates=_walls(body, "exdates"),
        rdates=_walls(body, "rdates"),
        overrides=tuple(_override(one, body["tzid"]) for one in body["overrides"] or ()),
        candidates=tuple(interval_of(one) for one in body["candidates"] or ()),
        on_conflict=body["on_conflict"],
    )


def wrong_spaces(body: dict[str, Any], needed: bool = False) -> Iterator[BrokenRule]:
    if "space" in body and "spaces" in body:
        yield BrokenRule("one_of_two", "spaces")
    elif needed and not body.get("space") and not body.get("spaces"):
        yield BrokenRule("missing", "space")


def _walls(body: dict[str, Any], name: str) -> tuple[datetime, ...]:
    return tuple(wall_of(at, body["tzid"]) for at in body[name] or ())


def _override(one: dict[str, Any], tzid: str) -> Override:
    return Override(wall_of(one["recurrence_id"], tzid), interval_of(one), one["space"])


def _wrong_times(body: dict[str, Any]) -> Iterator[BrokenRule]:
    tzid = body["tzid"]
    if not known(tzid):
        yield BrokenRule("unknown_zone", "tzid", {"tzid": tzid})
        return
    yield from wrong_span(body, tzid)
    for name in ("exdates", "rdates"):
        yield from wrong_walls(name, body[name] or (), tzid)
    for name in ("overrides", "candidates"):
        for n, one in enumerate(body[name] or ()):
            yield from wrong_span(one, tzid, f"{name}.{n}.")
    for n, one in enumerate(body["overrides"] or ()):
        yield from wrong_wall(f"overrides.{n}.recurrence_id", one["recurrence_id"], tzid)
