"""A booking that was called off, as a request to the desk."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from booking.errors import WrongState
from booking.models import Attendee, Occurrence, Reservation
from booking.permissions import Actor
from booking.rules.lifecycle import CANCELLED, HOLDING, WAITLISTED, WITHDRAWN
from booking.rules.recurrence import remainder
from booking.rules.requests import CHAIR, BookedFor, BookingRequest, Invited, Override
from booking.rules.series import lasting, walls

_ONCE = "FREQ=DAILY;COUNT=1"  # where the rule has none of the dates left: each of them is named


def dates_called_off(found: Reservation, now: datetime) -> list[Occurrence]:
    """Its dates to come that could be booked again, by their start; none while any stands or waits."""
    ahead = [date for date in found.occurrences if date.starts_at > now]
    if any(date.status in (*HOLDING, WAITLISTED) for date in ahead):
        return []
    cancelled = [date for date in ahead if date.status == CANCELLED]
    return cancelled or [date for date in ahead if date.status == WITHDRAWN]


def asked_again(found: Reservation, by: Actor, now: datetime) -> BookingRequest:
    """For whom it was. Raises WrongState where no date is left."""
    dates = dates_called_off(found, now)
    if not dates:
        raise WrongState("nothing_to_restore")
    series = bool(found.rrule)
    return BookingRequest(
        spaces=tuple(space.slug for space in found.spaces),
        title=found.title,
        second_title=found.second_title,
        tzid=found.tzid,
        equipment={need.equipment_type.slug: need.quantity for need in found.equipment},
        attendees=tuple(_invited(one) for one in found.attendees if one.role != CHAIR),
        headcount=found.headcount,
        description=found.description,
        answers=found.answers,
        video=found.video,
        booked_for=None if found.person_id == by.id else _person(found),
        **(_series(found, dates) if series else _single(found, dates)),
    )


def _single(found: Reservation, dates: Sequence[Occurrence]) -> dict[str, Any]:
    """Candidates are asked for again as candidates, while none of them was chosen."""
    first, *others = dates
    return {"interval": first.interval, "candidates": tuple(o.interval for o in others if found.choosing)}


def _series(found: Reservation, dates: Sequence[Occurrence]) -> dict[str, Any]:
    """From the first of the dates on; those that were changed by hand as they were."""
    names = {datetime.fromisoformat(date.recurrence_id): date for date in dates}
    first = min(names)
    bare = _bare(found, first, _rule(found, first))
    ruled = set(walls(bare))
    return {
        "interval": bare.interval,
        "rrule": bare.rrule,
        "exdates": tuple(sorted(ruled - names.keys())),
        "rdates": tuple(sorted(names.keys() - ruled)),
        "overrides": tuple(_override(at, date) for at, date in sorted(names.items()) if _elsewhere(date)),
    }


def _rule(found: Reservation, first: datetime) -> str:
    """The rest of it, where it still has that date."""
    assert found.rrule and found.dtstart
    starts = datetime.fromisoformat(found.dtstart)
    has_it = first in walls(_bare(found, starts, found.rrule))
    return remainder(found.rrule, starts, first, found.tzid) if has_it else _ONCE


def _bare(found: Reservation, first: datetime, rrule: str) -> BookingRequest:
    """Its dates and nothing else."""
    assert found.duration is not None
    return BookingRequest((), "", lasting(first, found.duration, found.tzid), found.tzid, rrule=rrule)


def _elsewhere(date: Occurrence) -> bool:
    return date.interval != date.planned or date.space_id is not None


def _override(at: datetime, date: Occurrence) -> Override:
    return Override(at, date.interval, date.space.slug if date.space else "")


def _invited(person: Attendee) -> Invited:
    return Invited(person.email, person.name, person.locale, person.tzid, person.role)


def _person(found: Reservation) -> BookedFor:
    """With the language and the clock in which they were written to."""
    chair = next((one for one in found.attendees if one.role == CHAIR), None)
    speaks = (chair.locale, chair.tzid) if chair else ("", "")
    contact = (found.contact_name, found.contact_company, found.contact_email, found.contact_phone)
    return BookedFor(*contact, *speaks, found.contact_reading)
