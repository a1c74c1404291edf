"""What every door hands to the desk."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from booking.rules.client_meeting import ClientMeeting
from booking.rules.interval import Interval

REQUIRED, OPTIONAL, CHAIR = "REQ-PARTICIPANT", "OPT-PARTICIPANT", "CHAIR"
MAX_ATTENDEES = 200
LENGTHS = {"title": 200, "description": 4000, "name": 120, "email": 254, "phone": 40, "answer": 1000}


@dataclass(frozen=True, slots=True)
class Invited:
    """A person to invite. `role` as RFC 5545 3.2.16; an empty locale or tzid is the centre's."""

    email: str
    name: str = ""
    locale: str = ""
    tzid: str = ""
    role: str = REQUIRED


@dataclass(frozen=True, slots=True)
class BookedFor:
    """The person staff book for, who may have neither account nor mail address (D20)."""

    name: str
    company: str = ""
    email: str = ""
    phone: str = ""
    locale: str = ""
    tzid: str = ""
    reading: str = ""


FAIL, SKIP, WAIT = "fail", "skip", "waitlist"
MOST_CANDIDATES = 3


@dataclass(frozen=True, slots=True)
class Override:
    """Another time, and perhaps another space, for one date of a series. `recurrence_id`: naive wall time."""

    recurrence_id: datetime
    interval: Interval
    space: str = ""


@dataclass(frozen=True, slots=True)
class BookingRequest:
    """`interval` is the first meeting. Of a series `rrule` (RFC 5545) expands on wall time in `tzid`;
    `exdates` and `rdates` are naive wall times in it (D11). `candidates` are further slots of which one
    will be chosen beside `interval` (D24). `on_conflict` says what to do with dates that are not free.

    `second_title` is the title's line in a second language (D23).
    `equipment` maps a type's slug to a number of units; `answers` a question's slug to its answer.

    `override_reason` is staff's written reason to break a policy; the ledger is never overridden.
    `meeting` is a client's own, who invites its people without us (D33); what a form would have asked them
    is asked afterwards (D21).
    """

    spaces: tuple[str, ...]
    title: str
    interval: Interval
    tzid: str
    equipment: Mapping[str, int] = field(default_factory=dict)
    attendees: tuple[Invited, ...] = ()
    headcount: int | None = None
    description: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    video: bool = False
    booked_for: BookedFor | None = None
    override_reason: str = ""
    rrule: str = ""
    exdates: tuple[datetime, ...] = ()
    rdates: tuple[datetime, ...] = ()
    overrides: tuple[Override, ...] = ()
    candidates: tuple[Interval, ...] = ()
    on_conflict: str = FAIL
    second_title: str = ""
    meeting: ClientMeeting | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to become different; None leaves it as it is.

    `no_headcount` takes back how many come. `interval` is the new time of the date that is named (else of
    the first that is to come): all dates of the scope move along, by the wall clock. `spaces` and
    `equipment` replace those that were. Dates that were changed by hand keep their change unless
    `reset_by_hand`. `on_conflict` "skip" leaves dates that cannot move where they are.
    """

    title: str | None = None
    second_title: str | None = None
    description: str | None = None
    headcount: int | None = None
    no_headcount: bool = False
    answers: Mapping[str, str] | None = None
    video: bool | None = None
    attendees: tuple[Invited, ...] | None = None
    spaces: tuple[str, ...] | None = None
    equipment: Mapping[str, int] | None = None
    interval: Interval | None = None
    rrule: str | None = None
    exdates: tuple[datetime, ...] | None = None
    reset_by_hand: bool = False
    on_conflict: str = FAIL
    override_reason: str = ""
