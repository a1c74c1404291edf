"""Whose booking it is."""

from dataclasses import dataclass

from booking.errors import BrokenRule, Forbidden, Invalid
from booking.models import Centre, Company, User
from booking.permissions import Actor, may
from booking.queries.people import account, by_email, company_named, user_ids
from booking.queries.policies import centre
from booking.rules.requests import BookedFor, BookingRequest


@dataclass(frozen=True, slots=True)
class Parties:
    """The account and company it counts for, if any, and how to reach the person (D20)."""

    person_id: int | None
    company_id: int | None
    company_kind: str | None
    contact: BookedFor
    account_ids: frozenset[int]
    house: Centre


def parties(request: BookingRequest, by: Actor) -> Parties:
    """Raises Forbidden when somebody who is not staff books for another."""
    if request.booked_for and not may(by, "override"):
        raise Forbidden(verb="book_for")
    person = by_email(request.booked_for.email) if request.booked_for else account(by.id)
    contact = request.booked_for or _contact(person)
    company = (person.company if person else None) or company_named(contact.company)
    invited = [attendee.email for attendee in request.attendees]
    return Parties(
        person_id=person.id if person else None,
        company_id=company.id if company else None,
        company_kind=company.kind if company else None,
        contact=_completed(contact, person, company),
        account_ids=frozenset(user_ids(invited)) | ({person.id} if person else set()),
        house=centre(),
    )


def _contact(person: User | None) -> BookedFor:
    if person is None:
        raise Invalid([BrokenRule("missing", "booked_for")])
    company = person.company.name if person.company else ""
    return BookedFor(person.name, company, person.email, person.phone, person.locale, person.tzid)


def _completed(contact: BookedFor, person: User | None, company: Company | None) -> BookedFor:
    """A language and a zone for the mail: the person's own, else the company's."""
    known = person or company
    return BookedFor(
        contact.name.strip(),
        contact.company.strip() or (company.name if company else ""),
        contact.email.strip().lower(),
        contact.phone.strip(),
        contact.locale or (known.locale if known else ""),
        contact.tzid or (known.tzid if known else ""),
    )
