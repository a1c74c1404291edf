"""Who may do what: one table, asked by every way in.

The person is compared with the thing: a booking is one's own, a colleague's (same company),
one to which one is invited, or a stranger's.
"""

from dataclasses import dataclass
from datetime import timedelta

from booking.errors import Forbidden

MEMBER, STAFF, ADMINISTRATOR = "member", "staff", "administrator"
GUEST = "guest"  # somebody invited, who acts by a personal link and has no account
APPLICANT = "applicant"  # who asks by a mail that is proven theirs, and has no account
TABLET = "tablet"  # the screen at the door of a space, and whoever stands before it
ROLES = (MEMBER, STAFF, ADMINISTRATOR)
OWN, COLLEAGUE, ATTENDEE, STRANGER, ANYTHING = "own", "colleague", "attendee", "stranger", "anything"
HERE = "here"  # it takes place behind the door at which the tablet hangs


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever acts, as a plain value (D1). `door` is web, api, mail, caldav, phone, counter, fax, clock,
    tablet; `space_id` is the space of a tablet.

    `undo_for` is how long what staff do can be taken back; mails of it wait so long (D30).
    """

    id: int | None
    name: str
    email: str
    role: str
    door: str
    company_id: int | None = None
    locale: str = "en"
    tzid: str = "UTC"
    undo_for: timedelta = timedelta(0)
    space_id: int | None = None

    @property
    def is_staff(self) -> bool:
        return self.role in (STAFF, ADMINISTRATOR)

    @property
    def asks_nobody(self) -> bool:
        """Staff do not decide what they book themselves, nor what is booked at a door: the policy has."""
        return self.is_staff or self.role == TABLET


THE_CLOCK = Actor(None, "clock", "", ADMINISTRATOR, "clock")

TABLE = {
    "book": {APPLICANT: {OWN}, MEMBER: {OWN}, STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "book_for": {STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "override": {STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "see": {MEMBER: {OWN, COLLEAGUE, ATTENDEE}, STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "answer": {MEMBER: {OWN}, STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "change": {APPLICANT: {OWN}, MEMBER: {OWN}, STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "cancel": {APPLICANT: {OWN}, MEMBER: {OWN}, STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "choose": {GUEST: {ATTENDEE}},
    "call_off": {GUEST: {ATTENDEE}},
    "take_offer": {GUEST: {ATTENDEE}},
    "be_there": {GUEST: {ATTENDEE}},
    "propose": {GUEST: {ATTENDEE}},
    "decide_proposal": {MEMBER: {OWN}, STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "check_in": {
        MEMBER: {OWN, COLLEAGUE, ATTENDEE},
        TABLET: {HERE},
        STAFF: {ANYTHING},
        ADMINISTRATOR: {ANYTHING},
    },
    "walk_in": {TABLET: {HERE}},
    "end_early": {MEMBER: {OWN}, TABLET: {HERE}, STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "approve": {STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "desk": {STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "account": {MEMBER: {OWN}, STAFF: {OWN}, ADMINISTRATOR: {OWN}},
    "edit_policy": {STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "edit_resources": {STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "edit_texts": {STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "edit_people": {STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "edit_roles": {ADMINISTRATOR: {ANYTHING}},
    "webhook": {MEMBER: {OWN}, STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "feed_space": {MEMBER: {ANYTHING}, STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
    "feed_all": {STAFF: {ANYTHING}, ADMINISTRATOR: {ANYTHING}},
}


def may(by: Actor | None, verb: str, relation: str = ANYTHING) -> bool:
    """Nobody signed in (`None`) may do nothing that stands in the table."""
    allowed = TABLE[verb].get(by.role, set()) if by else set()
    return ANYTHING in allowed or relation in allowed


def demand(by: Actor | None, verb: str, relation: str = ANYTHING) -> None:
    """Raises Forbidden."""
    if not may(by, verb, relation):
        raise Forbidden(verb=verb)


def relation(
    by: Actor | None, person_ids: set[int | None], company_id: int | None, emails: set[str], booker: str = ""
) -> str:
    """How `by` stands to a booking: its people's accounts, its company, its attendees' addresses, and that of
    who it was booked for."""
    if by is not None and by.role == APPLICANT:
        return OWN if by.email and by.email == booker else STRANGER
    if by is None or (by.id is None and by.role != GUEST):
        return STRANGER
    if by.id is not None and by.id in person_ids:
        return OWN
    if company_id is not None and by.company_id == company_id:
        return COLLEAGUE
    return ATTENDEE if by.email in emails else STRANGER
