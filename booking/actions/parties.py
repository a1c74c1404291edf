"""Whose booking it is."""

from collections.abc import Mapping
from dataclasses import dataclass

from booking.errors import BrokenRule, Forbidden, Invalid
from booking.models import Centre, Company, User
from booking.permissions import APPLICANT, TABLET, Actor, may
from booking.queries.people import Account, account, accounts, by_email, company_named
from booking.queries.policies import centre
from booking.rules.policy import Booker
from booking.rules.requests import BookedFor, BookingRequest


@dataclass(frozen=True, slots=True)
class Parties:
    """The account and company it counts for, if any, and how to reach the person (D20)."""

    person_id: int | None
    company_id: int | None
    company_kind: str | None
    contact: BookedFor
    invited: Mapping[str, Account]
    house: Centre

    @property
    def account_ids(self) -> set[int]:
        """Of the person and of everybody invited who has one."""
        ids = {account.id for account in self.invited.values()}
        return ids | ({self.person_id} if self.person_id else set())

    def booker(self, by: Actor) -> Booker:
        """As the rules see whose booking it is; `by` is who makes it."""
        at_door = by.role == TABLET
        return Booker(by.is_staff, self.person_id, self.company_id, self.company_kind, at_door)


def parties(request: BookingRequest, by: Actor) -> Parties:
    """Raises Forbidden when somebody who is not staff books for another.

    Anybody can write the name of a company: it counts for that company by the word of staff alone.
    """
    if request.booked_for and not may(by, "book_for") and not _for_themselves(request.booked_for, by):
        raise Forbidden(verb="book_for")
    person = by_email(request.booked_for.email) if request.booked_for else account(by.id)
    contact = request.booked_for or _contact(person)
    company = person.company if person else None
    if company is None and by.is_staff:
        company = company_named(contact.company)
    return Parties(
        person_id=person.id if person else None,
        company_id=company.id if company else None,
        company_kind=company.kind if company else None,
        contact=_completed(contact, person, company),
        invited=accounts(attendee.email for attendee in request.attendees),
        house=centre(),
    )


def _for_themselves(person: BookedFor, by: Actor) -> bool:
    """Who has no account is a person to book for, also where they ask themselves (D35) or stand at a door."""
    if by.role == TABLET:
        return not person.email
    return by.role == APPLICANT and bool(by.email) and by.email == person.email.strip().lower()


def _contact(person: User | None) -> BookedFor:
    if person is None:
        raise Invalid([BrokenRule("missing", "booked_for")])
    company = person.company.name if person.company else ""
    return BookedFor(
        person.name, company, person.email, person.phone, person.locale, person.tzid, person.reading
    )


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
        contact.reading.strip() or (person.reading if person and person.name == contact.name.strip() else ""),
    )
