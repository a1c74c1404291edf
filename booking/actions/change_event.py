"""A booking becomes what a calendar app has put (D39, D40): never split, for the app keeps its UID (D33)."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from booking.actions.calendar_objects import Put, keep_object
from booking.actions.changed import Changed
from booking.actions.changing import carry, closed_as_changed, find_others, told
from booking.actions.counters import raise_counters
from booking.actions.edits import brings
from booking.actions.history import Picture
from booking.actions.holding import Spans
from booking.actions.making_way import stays_as_it_is
from booking.actions.meeting_merged import quantities
from booking.actions.meeting_plan import plan_of_meeting, wished_of
from booking.actions.moves import opened
from booking.actions.planning import Wished
from booking.actions.replace_event import replace_event
from booking.actions.transaction import transaction
from booking.errors import BookingError, Invalid, OutOfPolicy, SlotTaken, Stale
from booking.models import Reservation
from booking.models.reservation import CLIENT
from booking.permissions import Actor
from booking.queries.people import account_ids
from booking.rules.intake import faults
from booking.rules.lifecycle import HOLDING
from booking.rules.requests import FAIL, BookingRequest
from booking.rules.series import planned
from booking.rules.titles import summary


def change_event(
    reservation_id: int,
    request: BookingRequest,
    put: Put,
    *,
    by: Actor,
    now: datetime,
    revision: int | None = None,
) -> None:
    """`revision` is the one that the app has read; it rises whatever comes of it, so that of two that put at
    once one is Stale. What waits for staff is not served yet: until then the old times are in force.

    Raises Invalid, NotFound, Forbidden, WrongState, Stale, and OutOfPolicy and SlotTaken with alternatives.
    """
    try:
        _change(reservation_id, request, put, by, now, revision)
    except (SlotTaken, OutOfPolicy) as refused:
        refused.values = {"wished": request, "booker": None, "there": ()} | refused.values
        with suppress(BookingError):  # a courtesy
            find_others(refused, now)
        raise


@transaction
def _change(
    reservation_id: int, request: BookingRequest, put: Put, by: Actor, now: datetime, revision: int | None
) -> None:
    found, before = opened(reservation_id, "change", by, now, *brings(wished_of(request)))
    if revision is not None and revision != found.revision - 1:
        raise Stale()
    request = _with_the_rest(found, request)
    if bool(request.rrule) != bool(found.rrule):
        replace_event(found, before, request, put, by, now)
        return
    plan, wished = plan_of_meeting(found, request, by, now)
    wished = replace(wished, edit=replace(wished.edit, on_conflict=FAIL))
    changed, freed = carry(found, plan, request, wished)
    _title_as_the_rest(found, request, now)
    _close(found, changed, before, freed, wished)
    keep_object(found, put, by, as_said=not changed.asked and _as_said(found, request))


def _as_said(found: Reservation, request: BookingRequest) -> bool:
    """Whether its dates are those of the text: what has begun stays, wherever the app moves the series."""
    held = sorted(date.interval for date in found.occurrences if date.status in HOLDING)
    return held == sorted(one.interval for one in planned(request))


def _with_the_rest(found: Reservation, request: BookingRequest) -> BookingRequest:
    """What calendar apps do not say stays: spaces beside this one, equipment, answers. Raises Invalid."""
    if bool(request.rrule) != bool(found.rrule) and found.organised_by != CLIENT:
        raise stays_as_it_is(request)
    there = tuple(space.slug for space in found.spaces)
    same_title = request.title == summary(found.title, found.second_title)
    whole = replace(
        request,
        title=found.title if same_title else request.title,
        second_title=found.second_title if same_title else "",
        spaces=there if set(request.spaces) <= set(there) else request.spaces,
        equipment=quantities(found),
        answers=found.answers,
        headcount=found.headcount,
        video=found.video,
    )
    if wrong := faults(whole):
        raise Invalid(wrong)
    return whole


def _title_as_the_rest(found: Reservation, request: BookingRequest, now: datetime) -> None:
    """Dates that the app no longer says by themselves."""
    assert request.meeting
    for date in found.occurrences:
        if found.rrule and date.starts_at > now and date.recurrence_id not in request.meeting.events:
            date.title = None


def _close(found: Reservation, changed: Changed, before: Picture, freed: Spans, wished: Wished) -> None:
    """An app may have changed what only it knows of: its other devices are to read that too."""
    if told(found, changed, before, wished):
        closed_as_changed(found, changed, before, freed, wished)
    else:
        raise_counters(found, account_ids(found))
