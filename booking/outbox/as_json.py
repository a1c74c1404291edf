"""A reservation as JSON, as the API and webhooks tell it; made within the booking's own transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from booking.models import Attendee, Occurrence, Reservation
from booking.outbox.date_as_json import meeting
from booking.outbox.people import apart
from booking.outbox.proposal_as_json import proposal
from booking.rules.iso import instant
from booking.rules.lifecycle import CONFIRMED, HOLDING, WAITLISTED

Json = dict[str, Any]


def as_json(found: Reservation, line: Mapping[int, int], now: datetime) -> Json:
    """But for what our settings say: see `addressed`. `line`: places of its dates that wait, by their id."""
    dates = sorted(found.occurrences, key=lambda each: (each.starts_at, each.id))
    answers = apart(found)
    return {
        **_itself(found),
        **_series(found, dates),
        **_state(found, dates, now),
        "starts_at": instant(dates[0].starts_at),
        "ends_at": instant(dates[0].ends_at),
        "occurrences": [meeting(date, line.get(date.id), answers.get(date.id, ()), now) for date in dates],
        "attendees": [_attendee(attendee) for attendee in found.attendees],
        "proposals": [proposal(one) for one in found.proposals],
    }


def addressed(told: Json, base_url: str, organizer: str) -> Json:
    """With its page, and our own mail address where nobody else invites."""
    href = f"{base_url}/reservations/{told['id']}"
    return told | {"organizer": told["organizer"] or organizer, "href": href}


def waits(found: Reservation) -> bool:
    return any(date.status == WAITLISTED for date in found.occurrences)


def _itself(found: Reservation) -> Json:
    slugs = [space.slug for space in found.spaces]
    return {
        "id": found.id,
        "uid": found.uid,
        "revision": found.revision,
        "title": found.title,
        "second_title": found.second_title,
        "description": found.description,
        "organizer": found.organizer,
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
    }


def _series(found: Reservation, dates: Sequence[Occurrence]) -> Json:
    return {
        "rrule": found.rrule,
        "dtstart": found.dtstart,
        "exdates": found.exdates,
        "rdates": found.rdates,
        "skipped": found.skipped,
        "skipped_for": {wall: [rule["code"] for rule in why] for wall, why in found.skipped_for.items()},
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
        "reading": found.contact_reading,
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
