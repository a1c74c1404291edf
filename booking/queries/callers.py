"""Who is on the telephone or at the counter: people with and without an account, and companies (D20, D23)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, and_, func, select

from booking.extensions import db
from booking.models import Company, Occurrence, Reservation, User
from booking.queries.listed import listed
from booking.queries.named import named
from booking.rules.spellings import spellings

AT_ONCE, LAST = 8, 5
PERSON, CONTACT, COMPANY = "person", "contact", "company"
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Caller:
    """`kind` and `id` name an account, a company, or the last booking of who has no account."""

    kind: str
    id: int
    name: str = ""
    reading: str = ""
    company: str = ""
    company_reading: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.id}"


_PEOPLE = (
    select(
        User.id, User.name, User.reading, func.coalesce(Company.name, ""), func.coalesce(Company.reading, ""),
        User.email, User.phone, User.locale,
    )
    .outerjoin(Company, User.company_id == Company.id)
    .where(User.active)
)  # fmt: skip
_COMPANIES = select(Company.id, Company.name, Company.reading, Company.locale)
_CONTACT = (
    Reservation.contact_name, Reservation.contact_reading, Reservation.contact_company,
    Reservation.contact_email, Reservation.contact_phone,
)  # fmt: skip
_WHO = {
    "name": Reservation.contact_name,
    "company": Reservation.contact_company,
    "email": Reservation.contact_email,
    "phone": Reservation.contact_phone,
}
_CONTACTS = select(func.max(Reservation.id), *_CONTACT).where(Reservation.person_id.is_(None))


def callers(text: str) -> list[Caller]:
    """Of each kind the first AT_ONCE, people before companies."""
    if not spellings(text):
        return []
    companies = (Company.name, Company.reading)
    people = _PEOPLE.where(named(text, (User.name, User.reading, User.email, *companies), User.phone))
    contacts = _CONTACTS.where(named(text, _CONTACT[:4], Reservation.contact_phone)).group_by(*_CONTACT)
    return [
        *_people(people.order_by(User.name, User.id).limit(AT_ONCE)),
        *_contacts(contacts.order_by(func.max(Reservation.id).desc()).limit(AT_ONCE)),
        *_companies(_COMPANIES.where(named(text, companies)).order_by(Company.name).limit(AT_ONCE)),
    ]


def caller(key: str) -> Caller | None:
    """By its `key`; None for what is none."""
    kind, _, number = key.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 10 or int(number) > LARGEST_ID:
        return None
    id = int(number)
    found = {
        PERSON: lambda: _people(_PEOPLE.where(User.id == id)),
        CONTACT: lambda: _contacts(_CONTACTS.where(Reservation.id == id).group_by(*_CONTACT)),
        COMPANY: lambda: _companies(_COMPANIES.where(Company.id == id)),
    }.get(kind, list)()
    return found[0] if found else None


def last_bookings(of: Caller) -> Sequence[Occurrence]:
    """The latest meetings first, of who it is; of a company, of all its people."""
    whose = {
        PERSON: Reservation.person_id == of.id,
        COMPANY: Reservation.company_id == of.id,
        CONTACT: Reservation.person_id.is_(None)
        & and_(*(column == getattr(of, name) for name, column in _WHO.items())),
    }[of.kind]
    rows = select(Occurrence).join(Occurrence.reservation).where(whose)
    return listed(rows.order_by(Occurrence.starts_at.desc(), Occurrence.id).limit(LAST))


def _people(rows: Select) -> list[Caller]:
    return [Caller(PERSON, *row) for row in db.session.execute(rows)]


def _contacts(rows: Select) -> list[Caller]:
    return [
        Caller(CONTACT, id, name, reading, company, "", email, phone)
        for id, name, reading, company, email, phone in db.session.execute(rows)
    ]


def _companies(rows: Select) -> list[Caller]:
    return [
        Caller(COMPANY, id, company=name, company_reading=reading, locale=locale)
        for id, name, reading, locale in db.session.execute(rows)
    ]
