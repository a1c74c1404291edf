"""A reservation as JSON; plain functions, for it is made within the booking's own transaction."""

from datetime import datetime
from typing import Any

from flask import current_app

from booking.models import Attendee, Claim, Occurrence, Reservation
from booking.models.resource import EQUIPMENT

Json = dict[str, Any]


def instant(at: datetime | None) -> str | None:
    """UTC with Z."""
    return at.isoformat().replace("+00:00", "Z") if at else None


def reservation(found: Reservation) -> Json:
    slugs, first = [space.slug for space in found.spaces], found.occurrences[0]
    return {
        "id": found.id,
        "uid": found.uid,
        "title": found.title,
        "description": found.description,
        "status": found.status,
        "organizer": found.organizer or current_app.config["ORGANIZER_ADDRESS"],
        "contact": _contact(found),
        "space": slugs[0],
        "spaces": slugs,
        "tzid": found.tzid,
        "starts_at": instant(first.starts_at),
        "ends_at": instant(first.ends_at),
        "occurrences": [_occurrence(occurrence) for occurrence in found.occurrences],
        "attendees": [_attendee(attendee) for attendee in found.attendees],
        "equipment": {need.equipment_type.slug: need.quantity for need in found.equipment},
        "answers": found.answers,
        "headcount": found.headcount,
        "video": found.video,
        "created_at": instant(found.created_at),
        "changed_at": instant(found.changed_at),
        "href": f"{current_app.config['BASE_URL']}/reservations/{found.id}",
    }


def _contact(found: Reservation) -> Json:
    return {
        "name": found.contact_name,
        "company": found.contact_company,
        "email": found.contact_email,
        "phone": found.contact_phone,
    }


def _occurrence(occurrence: Occurrence) -> Json:
    held = [claim for claim in occurrence.claims if claim.active]
    return {
        "recurrence_id": occurrence.recurrence_id,
        "starts_at": instant(occurrence.starts_at),
        "ends_at": instant(occurrence.ends_at),
        "status": occurrence.status,
        "waiting_for": occurrence.waiting_for,
        "expires_at": instant(occurrence.expires_at),
        "question": occurrence.question,
        "reason": occurrence.reason,
        "sequence": occurrence.sequence,
        "claims": [_claim(claim) for claim in held],
        "units": [claim.resource.slug for claim in held if claim.resource.kind == EQUIPMENT],
    }


def _claim(claim: Claim) -> Json:
    return {
        "resource": claim.resource.slug,
        "starts_at": instant(claim.starts_at),
        "ends_at": instant(claim.ends_at),
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
