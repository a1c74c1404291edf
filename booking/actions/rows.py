"""A request that the rules let through, as rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from booking.actions.dates import Date
from booking.actions.invitations import fresh_uid, invitation_row
from booking.actions.parties import Parties
from booking.actions.sorting import Sorted
from booking.models import (
    Attendee,
    Claim,
    Occurrence,
    Reservation,
    ReservationEquipment,
    ReservationSpace,
)
from booking.models.attendee import ACCEPTED, NEEDS_ACTION
from booking.models.reservation import CLIENT
from booking.permissions import Actor
from booking.queries.people import Account
from booking.queries.wanted import Wanted
from booking.rules.interval import Interval
from booking.rules.kept import kept
from booking.rules.lifecycle import CONFIRMED, FOR_STAFF, TENTATIVE, WAITLISTED
from booking.rules.questions import given
from booking.rules.recurrence import canonical
from booking.rules.requests import CHAIR, BookingRequest, Invited
from booking.rules.series import named, wall


class Speaks(Protocol):
    """Whoever, or whatever, has a language and a clock."""

    @property
    def locale(self) -> str: ...

    @property
    def tzid(self) -> str: ...


def reservation_rows(
    request: BookingRequest,
    people: Parties,
    needed: Wanted,
    decided: Sorted,
    rule: str | None,
    by: Actor,
    now: datetime,
) -> Reservation:
    """Not yet added to the session."""
    return Reservation(
        **_identity(request),
        proposals=[],
        door=by.door,
        title=request.title.strip(),
        second_title=request.second_title.strip(),
        description=request.description.strip(),
        headcount=request.headcount,
        video=request.video,
        answers=given(needed.asked(), request.answers),
        tzid=request.tzid,
        booked_by_id=by.id,
        person_id=people.person_id,
        company_id=people.company_id,
        contact_name=people.contact.name,
        contact_reading=people.contact.reading,
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
        occurrences=_occurrences(decided, bool(rule or request.candidates), needed, now),
        everybody=_attendees(request, people),
        choosing=bool(request.candidates),
        waived=sorted({broken.code for broken in decided.broken}),
        **(_series(request, decided) if request.rrule else {}),
    )


def _identity(request: BookingRequest) -> dict[str, Any]:
    if request.meeting is None:
        return {"uid": fresh_uid()}
    organizer = request.meeting.organizer.lower()
    return {
        "uid": request.meeting.key,
        "organised_by": CLIENT,
        "organizer": organizer,
        "invitation": invitation_row(request.meeting),
    }


def _series(request: BookingRequest, decided: Sorted) -> dict[str, Any]:
    return {
        "rrule": canonical(request.rrule, request.tzid),
        "dtstart": named(wall(request.interval.starts_at, request.tzid)),
        "duration": request.interval.duration,
        "exdates": sorted(map(named, request.exdates)),
        "rdates": sorted(map(named, request.rdates)),
        "skipped": sorted(date.recurrence_id for date in decided.skipped),
        "skipped_for": {
            date.recurrence_id: [*map(kept, date.broken)] for date in decided.skipped if date.broken
        },
    }


def _occurrences(decided: Sorted, pending: bool, needed: Wanted, now: datetime) -> list[Occurrence]:
    held = [(date, occurrence_row(date, pending, now)) for date in decided.held]
    waiting = [(date, waiting_row(date, now)) for date in decided.waiting]
    for date, row in [*held, *waiting]:
        if date.spaces != list(needed.spaces):
            row.space = date.spaces[0]
    return [row for _, row in sorted([*held, *waiting], key=lambda each: each[0].interval)]


def occurrence_row(date: Date, pending: bool, now: datetime) -> Occurrence:
    """With what it holds; `pending`: somebody has yet to say yes, first of all staff."""
    return Occurrence(
        recurrence_id=date.recurrence_id,
        starts_at=date.interval.starts_at,
        ends_at=date.interval.ends_at,
        status=TENTATIVE if pending else CONFIRMED,
        waiting_for=FOR_STAFF if pending else None,
        waiting_since_at=now if pending else None,
        decided_at=None if pending else now,
        claims=claim_rows(date.claims),
    )


def waiting_row(date: Date, now: datetime) -> Occurrence:
    """In line for its slot: it holds nothing."""
    return Occurrence(
        recurrence_id=date.recurrence_id,
        starts_at=date.interval.starts_at,
        ends_at=date.interval.ends_at,
        status=WAITLISTED,
        waitlisted_at=now,
    )


def claim_rows(spans: Mapping[int, Interval]) -> list[Claim]:
    return [
        Claim(resource_id=resource_id, starts_at=span.starts_at, ends_at=span.ends_at, active=True)
        for resource_id, span in spans.items()
    ]


def _attendees(request: BookingRequest, people: Parties) -> list[Attendee]:
    """The booker leads as CHAIR, unless there is no address to write to."""
    contact = people.contact
    chair = Invited(contact.email, contact.name, contact.locale, contact.tzid, CHAIR)
    others = [person for person in request.attendees if person.email.lower() != contact.email]
    everybody = ([chair] if contact.email else []) + others
    return [attendee_row(person, people.invited, people.contact, people.house) for person in everybody]


def attendee_row(person: Invited, known: Mapping[str, Account], *guesses: Speaks) -> Attendee:
    """In the language and by the clock named, else their account's, the booker's, the centre's."""
    email = person.email.strip().lower()
    likely = [guess for guess in (person, known.get(email), *guesses) if guess]
    return Attendee(
        email=email,
        name=person.name.strip(),
        role=person.role,
        partstat=ACCEPTED if person.role == CHAIR else NEEDS_ACTION,
        locale=next(guess.locale for guess in likely if guess.locale),
        tzid=next(guess.tzid for guess in likely if guess.tzid),
        by_date=[],
    )
