"""What a message of another calendar says (RFC 5546), as plain values."""

from dataclasses import dataclass
from datetime import datetime

from booking.ical.vevent import Attendee, CalendarUser

REQUEST, CANCEL, REPLY, COUNTER = "REQUEST", "CANCEL", "REPLY", "COUNTER"
DECLINECOUNTER, REFRESH, ADD, PUBLISH = "DECLINECOUNTER", "REFRESH", "ADD", "PUBLISH"
METHODS = (REQUEST, CANCEL, REPLY, COUNTER, DECLINECOUNTER, REFRESH, ADD, PUBLISH)
# These must say when (RFC 5546 3.2). So must PUBLISH, but nobody answers that.
TIMED = (REQUEST, COUNTER, ADD)


@dataclass(frozen=True, slots=True)
class Received:
    """One VEVENT. Texts are cleaned and cut to what we keep; addresses keep their case.

    `starts_at` and `ends_at` are in the zone `tzid`, an IANA name. They are None only where the METHOD need
    not say them: never in a REQUEST, COUNTER or ADD. Of `all_day` events all times are midnights of `tzid`,
    which is then the reader's, not the sender's: the dates are what was said.
    `recurrence_at` is in the zone it was written in, where it is a day a midnight as above: a date of a
    series of days may have become one of hours, and the other way round. `status` is empty where it was
    not said. `rrule` has no faults (rules.recurrence_faults), but that it may be `endless`.
    """

    sequence: int = 0
    dtstamp: datetime | None = None
    recurrence_at: datetime | None = None
    recurrence_is_day: bool = False
    this_and_future: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    tzid: str = "UTC"
    all_day: bool = False
    rrule: str = ""
    endless: bool = False
    exdates: tuple[datetime, ...] = ()
    rdates: tuple[datetime, ...] = ()
    summary: str = ""
    description: str = ""
    location: str = ""
    comment: str = ""
    status: str = ""
    transp: str = "OPAQUE"
    organizer: CalendarUser | None = None
    attendees: tuple[Attendee, ...] = ()

    @property
    def sent_by(self) -> str:
        """The address of who wrote on behalf of the organizer, or ''."""
        return self.organizer.sent_by if self.organizer else ""


@dataclass(frozen=True, slots=True)
class Scheduling:
    """One message about one `uid`: the series first, then its dates that differ, in their order.

    `text` is what was read. A calendar without METHOD counts as PUBLISH.
    """

    method: str
    uid: str
    organizer: CalendarUser | None
    events: tuple[Received, ...]
    text: bytes
