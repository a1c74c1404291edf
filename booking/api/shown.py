"""A reservation as JSON; plain functions, for it is made within the booking's own transaction."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app

from booking import clock
from booking.api.meetings import meeting
from booking.api.times import instant
from booking.models import Attendee, Occurrence, Reservation
from booking.queries.waitlist import positions
from booking.rules.lifecycle import CONFIRMED, HOLDING, WAITLISTED

Json = dict[str, Any]


def reservation(found: Reservation) -> Json:
    return with_positions([found])(found)


def with_positions(rows: Sequence[Reservation]) -> Callable[[Reservation], Json]:
    """What shows each of these: places in line are read once for all, and not at all where nobody waits."""
    waiting = [row.id for row in rows if any(o.status == WAITLISTED for o in row.occurrences)]
    line, now = positions(waiting) if waiting else {}, clock.now()
    return lambda found: _reservation(found, line, now)


def _reservation(found: Reservation, line: Mapping[int, int], now: datetime) -> Json:
    dates = sorted(found.occurrences, key=lambda each: (each.starts_at, each.id))
    return {
        **_itself(found),
        **_series(found, dates),
        **_state(found, dates, now),
        "starts_at": instant(dates[0].starts_at),
        "ends_at": instant(dates[0].ends_at),
        "occurrences": [meeting(date, line.get(date.id), now) for date in dates],
        "attendees": [_attendee(attendee) for attendee in found.attendees],
    }


def _itself(found: Reservation) -> Json:
    slugs = [space.slug for space in found.spaces]
    return {
        "id": found.id,
        "uid": found.uid,
        "revision": found.revision,
        "title": found.title,
        "description": found.description,
        "organizer": found.organizer or current_app.config["ORGANIZER_ADDRESS"],
        "contact": _contact(found),
        "space": slugs[0],
        "spaces": slugs,
        "tzid": found.tzid,
        "equipment": {need.equipment_type.slug: need.quantity for need in found.equipment},
        "answers": found.answers,
        "headcount": found.headcount,
        "video": found.video,
        "created_at": instant(found.created_at),
        "changed_at": instant(found.changed_at),
        "href": f"{current_app.config['BASE_URL']}/reservations/{found.id}",
    }


def _series(found: Reservation, dates: Sequence[Occurrence]) -> Json:
    return {
        "rrule": found.rrule,
        "dtstart": found.dtstart,
        "exdates": found.exdates,
        "rdates": found.rdates,
        "skipped": found.skipped,
        "waitlisted": [date.recurrence_id for date in dates if date.status == WAITLISTED],
        "continues": found.continues_id,
        "choosing": found.choosing,
    }


def _state(found: Reservation, dates: Sequence[Occurrence], now: datetime) -> Json:
    held = [date for date in dates if date.status == CONFIRMED]
    alive = [date for date in dates if date.status in {*HOLDING, WAITLISTED}]
    return {
        "status": found.status,
        "finished": bool(held) and all(date.ends_at <= now for date in alive),
        "checked_in": any(date.checked_in_at for date in held),
    }


def _contact(found: Reservation) -> Json:
    return {
        "name": found.contact_name,
        "company": found.contact_company,
        "email": found.contact_email,
        "phone": found.contact_phone,
    }


def _attendee(attendee: Attendee) -> Json:
    return {
        "email": attendee.email,
        "name": attendee.name,
        "role": attendee.role,
        "partstat": attendee.partstat,
        "locale": attendee.locale,
        "tzid": attendee.tzid,
    }
