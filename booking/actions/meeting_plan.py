"""What a client's meeting said anew makes of each date of its booking: never split (D33)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from booking.actions.differences import ADDED, REMOVED, Course, Difference, of_one
from booking.actions.meeting_merged import quantities
from booking.actions.planning import Plan, Wished
from booking.actions.scopes import ALL, in_status
from booking.errors import WrongState
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.outbox.room_standing import asked
from booking.permissions import Actor
from booking.rules.client_meeting import WHOLE
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED, HOLDING, WAITLISTED
from booking.rules.recurrence import canonical
from booking.rules.requests import SKIP, BookingRequest, Edit
from booking.rules.series import Planned, named, planned, wall
from booking.rules.shifting import shifted


def wished_of(request: BookingRequest) -> Edit:
    """All that the client says; for what is to be locked."""
    return Edit(spaces=request.spaces, equipment=request.equipment, on_conflict=SKIP)


def plan_of_meeting(
    found: Reservation, request: BookingRequest, by: Actor, now: datetime
) -> tuple[Plan, Wished]:
    """Raises WrongState."""
    dates = in_status(found.occurrences, (*HOLDING, WAITLISTED), now)
    if not dates:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    assert request.meeting
    if request.meeting.of_dates and found.rrule:
        plan = Plan(_of_dates(found, request, dates), None, False, dates)
    elif found.rrule:
        plan = _of_series(found, request, dates, now)
    else:
        plan = Plan(of_one(dates[0], Edit(interval=request.interval)), None, False, dates)
    return plan, Wished(_edit(found, request), by, now, ALL, "", None, False)


def _edit(found: Reservation, request: BookingRequest) -> Edit:
    """Only what becomes another: what is named again would be judged again."""
    there = tuple(space.slug for space in found.spaces)
    return Edit(
        spaces=request.spaces if request.spaces != there else None,
        equipment=request.equipment if dict(request.equipment) != quantities(found) else None,
        on_conflict=SKIP if found.rrule else "fail",
    )


def _of_series(
    found: Reservation, request: BookingRequest, dates: Sequence[Occurrence], now: datetime
) -> Plan:
    """Dates keep their names, or go along with the first; those that have begun stay as they were."""
    assert found.dtstart
    wanted = {one.recurrence_id: one for one in planned(request)}
    starts = wall(request.interval.starts_at, request.tzid)
    by = _shift(dates, wanted, starts - datetime.fromisoformat(found.dtstart))
    same = [_same(date, shifted(date.recurrence_id, by), wanted) for date in dates]
    there = {one.recurrence_id for one in same} | _begun(found, by, now)
    new = [_added(one) for name, one in wanted.items() if name not in there and one.interval.starts_at > now]
    _step_aside(found, dates, {one.recurrence_id for one in new}, by)
    to = Course(
        rrule=canonical(request.rrule, request.tzid),
        dtstart=starts,
        duration=request.interval.duration,
        exdates=tuple(map(named, request.exdates)),
        rdates=tuple(map(named, request.rdates)),
        by=by,
    )
    return Plan(sorted([*same, *new], key=lambda one: one.recurrence_id), to, False, dates)


def _shift(dates: Sequence[Occurrence], wanted: Mapping[str, Planned], by: timedelta) -> timedelta:
    """How far the names go along: not at all where more of them are still there without."""
    kept = sum(date.recurrence_id in wanted for date in dates)
    moved = sum(shifted(date.recurrence_id, by) in wanted for date in dates)
    return by if moved > kept else timedelta(0)


def _same(date: Occurrence, name: str, wanted: Mapping[str, Planned]) -> Difference:
    one = wanted.get(name)
    if one is None:
        return Difference(date, name, None, was=date.interval, what=REMOVED)
    return Difference(date, name, one.interval, was=date.interval)


def _added(one: Planned) -> Difference:
    return Difference(None, one.recurrence_id, one.interval, what=ADDED)


def _begun(found: Reservation, by: timedelta, now: datetime) -> set[str]:
    held = (date for date in found.occurrences if date.status in HOLDING and date.starts_at <= now)
    return {shifted(date.recurrence_id, by) for date in held}


def _of_dates(found: Reservation, request: BookingRequest, dates: Sequence[Occurrence]) -> list[Difference]:
    """The dates that are said by themselves; all others stay (ICAL C10)."""
    assert request.meeting
    alive = {date.recurrence_id: date for date in dates}
    said = {name: asked(one) for name, one in request.meeting.events.items() if name != WHOLE}
    _step_aside(found, dates, said.keys() - alive.keys())
    found.skipped = [name for name in found.skipped if name not in said]
    space = next((one.space for one in request.overrides), "")
    return [_one_date(alive.get(name), name, there, space) for name, there in sorted(said.items())]


def _one_date(date: Occurrence | None, name: str, there: Interval, space: str) -> Difference:
    if date is None:
        return Difference(None, name, there, space, what=ADDED)
    return Difference(date, name, there, space, was=date.interval)


def _step_aside(
    found: Reservation, alive: Sequence[Occurrence], names: set[str], by: timedelta = timedelta(0)
) -> None:
    """A date that was called off and is wanted again is a new one: the old row makes way for its name."""
    for date in found.occurrences:
        if date not in alive and shifted(date.recurrence_id, by) in names:
            at = datetime.fromisoformat(date.recurrence_id) + timedelta(microseconds=date.id)
            date.recurrence_id = named(at)
    db.session.flush()
