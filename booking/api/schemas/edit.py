"""The body of PATCH /reservations/{id}, and the desk's edit that it means."""

from collections.abc import Iterator
from typing import Any

from marshmallow import fields

from booking.api.fields import Choice, Each, Instant, Named, Text, WallTime, Whole, YesNo
from booking.api.schemas.base import Strict
from booking.api.schemas.booking import MOST_SPACES, SLUG, wrong_spaces
from booking.api.schemas.dates import interval_of, wall_of, wrong_span, wrong_walls
from booking.api.schemas.people import InvitedSchema
from booking.errors import BrokenRule, Invalid
from booking.rules.recurrence import LONGEST_RULE, MOST
from booking.rules.requests import FAIL, LENGTHS, MAX_ATTENDEES, SKIP, Edit, Invited

_MODES = {"reset_by_hand", "on_conflict", "override_reason", "preview"}  # always there
_AS_THEY_ARE = ("title", "second_title", "description", "headcount", "answers", "video", "equipment", "rrule")
_WHEN = {"description": "Of the date named, else of the first to come; the others of the scope move along"}


class EditSchema(Strict):
    """Only what is named changes; lists and `equipment` replace what was. `answers` are laid over the old."""

    title = Text(LENGTHS["title"])
    second_title = Text(LENGTHS["title"])
    description = Text(LENGTHS["description"])
    headcount = Whole(allow_none=True, metadata={"description": "null takes it back"})
    answers = Named(Text(LENGTHS["answer"]))
    video = YesNo()
    attendees = Each(fields.Nested(InvitedSchema), MAX_ATTENDEES, "too_many_attendees")
    space = Text(SLUG)
    spaces = Each(Text(SLUG), MOST_SPACES)
    equipment = Named(Whole())
    starts_at = Instant(metadata=_WHEN)
    ends_at = Instant()
    rrule = Text(LONGEST_RULE)
    exdates = Each(WallTime(), MOST)
    reset_by_hand = YesNo(
        load_default=False, metadata={"description": "Dates that were changed by themselves move along too"}
    )
    on_conflict = Choice(
        (FAIL, SKIP),
        load_default=FAIL,
        metadata={"description": "Of dates that cannot move: refuse, or leave them where they are"},
    )
    override_reason = Text(LENGTHS["answer"], load_default="")
    preview = YesNo(load_default=False)


def to_edit(body: dict[str, Any], tzid: str) -> Edit:
    """`tzid` is the reservation's. Raises Invalid."""
    if wrong := list(_faults(body, tzid)):
        raise Invalid(wrong)
    attendees, exdates = body.get("attendees"), body.get("exdates")
    return Edit(
        **{name: body[name] for name in _AS_THEY_ARE if name in body},
        no_headcount=body.get("headcount", "") is None,
        attendees=None if attendees is None else tuple(Invited(**person) for person in attendees),
        spaces=_spaces(body),
        interval=interval_of(body) if "starts_at" in body else None,
        exdates=None if exdates is None else tuple(wall_of(at, tzid) for at in exdates),
        reset_by_hand=body["reset_by_hand"],
        on_conflict=body["on_conflict"],
        override_reason=body["override_reason"],
    )


def _spaces(body: dict[str, Any]) -> tuple[str, ...] | None:
    if "spaces" in body:
        return tuple(body["spaces"])
    return (body["space"],) if "space" in body else None


def _faults(body: dict[str, Any], tzid: str) -> Iterator[BrokenRule]:
    if not body["reset_by_hand"] and not set(body) - _MODES:
        yield BrokenRule("nothing_to_change")
    yield from wrong_spaces(body)
    for name, other in (("starts_at", "ends_at"), ("ends_at", "starts_at")):
        if name in body and other not in body:
            yield BrokenRule("missing", other)
    if "starts_at" in body and "ends_at" in body:
        yield from wrong_span(body, tzid)
    if "rrule" in body and not body["rrule"].strip():
        yield BrokenRule("missing", "rrule")
    yield from wrong_walls("exdates", body.get("exdates", ()), tzid)
