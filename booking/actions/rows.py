"""A request that the rules let through, as rows."""

import uuid
from datetime import datetime

from booking.actions.parties import Parties
from booking.models import (
    Attendee,
    Claim,
    Occurrence,
    Reservation,
    ReservationEquipment,
    ReservationSpace,
)
from booking.models.attendee import ACCEPTED, NEEDS_ACTION
from booking.permissions import Actor
from booking.queries.wanted import Wanted
from booking.rules.lifecycle import CONFIRMED, FOR_STAFF, TENTATIVE
from booking.rules.questions import given
from booking.rules.requests import CHAIR, BookingRequest, Invited
from booking.rules.wall import local


def reservation_rows(
    request: BookingRequest,
    people: Parties,
    needed: Wanted,
    claims: list[Claim],
    rule: str | None,
    by: Actor,
    now: datetime,
) -> Reservation:
    """Not yet added to the session. UIDs do not depend on the address of the server (D43)."""
    return Reservation(
        uid=f"{uuid.uuid4()}@silkroom",
        door=by.door,
        title=request.title.strip(),
        description=request.description.strip(),
        headcount=request.headcount,
        video=request.video,
        answers=given((q.slug for space in needed.spaces for q in space.questions), request.answers),
        tzid=request.tzid,
        booked_by_id=by.id,
        person_id=people.person_id,
        company_id=people.company_id,
        contact_name=people.contact.name,
        contact_company=people.contact.company,
        contact_email=people.contact.email,
        contact_phone=people.contact.phone,
        revision=1,
        created_at=now,
        changed_at=now,
        space_links=[ReservationSpace(resource=space, position=n) for n, space in enumerate(needed.spaces)],
        equipment=[
            ReservationEquipment(equipment_type=kind, quantity=request.equipment[kind.slug])
            for kind in needed.units
        ],
        occurrences=[_occurrence(request, claims, rule, now)],
        everybody=_attendees(request, people),
    )


def _occurrence(request: BookingRequest, claims: list[Claim], rule: str | None, now: datetime) -> Occurrence:
    return Occurrence(
        recurrence_id=local(request.interval.starts_at, request.tzid).replace(tzinfo=None).isoformat(),
        starts_at=request.interval.starts_at,
        ends_at=request.interval.ends_at,
        status=TENTATIVE if rule else CONFIRMED,
        waiting_for=FOR_STAFF if rule else None,
        waiting_since_at=now if rule else None,
        decided_at=None if rule else now,
        claims=claims,
    )


def _attendees(request: BookingRequest, people: Parties) -> list[Attendee]:
    """The booker leads as CHAIR, unless there is no address to write to."""
    contact = people.contact
    chair = Invited(contact.email, contact.name, contact.locale, contact.tzid, CHAIR)
    others = [person for person in request.attendees if person.email.lower() != contact.email]
    return [_attendee(person, people) for person in ([chair] if contact.email else []) + others]


def _attendee(person: Invited, people: Parties) -> Attendee:
    """In the language and by the clock named, else their account's, the booker's, the centre's."""
    email = person.email.strip().lower()
    guesses = [guess for guess in (person, people.invited.get(email), people.contact, people.house) if guess]
    return Attendee(
        email=email,
        name=person.name.strip(),
        role=person.role,
        partstat=ACCEPTED if person.role == CHAIR else NEEDS_ACTION,
        locale=next(guess.locale for guess in guesses if guess.locale),
        tzid=next(guess.tzid for guess in guesses if guess.tzid),
    )
