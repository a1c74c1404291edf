"""The events of a feed: a series, one date, a change that is asked for; and how much is told of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from flask_babel import gettext

from booking.ical.vevent import Event
from booking.mail.recurrence import at_wall
from booking.models import Occurrence, Reservation
from booking.models.columns import Translated
from booking.outbox.series import exdates
from booking.queries.feeds import Feed
from booking.rules.lifecycle import TENTATIVE
from booking.rules.policy import BUSY, FULL
from booking.rules.titles import summary
from booking.wording import listed, translated

FILLED_IN = "the-uid-is-filled-in-for-each-reader"  # at the level that tells no UID


def ruled(booking: Reservation, dates: Sequence[Occurrence], status: str) -> Event:
    """From the rule's own start; what is not among `dates` is an exception, whatever became of it. The
    SEQUENCE is the whole's, as in the invitations (D11)."""
    starts_at = at_wall(booking.dtstart or "", booking.tzid)
    here = {date.recurrence_id for date in dates}
    elsewhere = {date.recurrence_id for date in booking.occurrences} - here
    gone = sorted({*exdates(booking), *elsewhere})
    return Event(
        uid=booking.uid,
        sequence=booking.changes,
        dtstamp=booking.changed_at,
        starts_at=starts_at,
        ends_at=starts_at + (booking.duration or timedelta()),
        tzid=booking.tzid,
        summary=summary(booking.title, booking.second_title),
        status=_status(status),
        rrule=booking.rrule or "",
        exdates=tuple(at_wall(wall, booking.tzid) for wall in gone),
        rdates=tuple(at_wall(wall, booking.tzid) for wall in booking.rdates),
    )


def dated(date: Occurrence, uid: str) -> Event:
    booking = date.reservation
    return Event(
        uid=uid,
        sequence=date.sequence,
        dtstamp=booking.changed_at,
        starts_at=date.starts_at,
        ends_at=date.ends_at,
        tzid=booking.tzid,
        summary=date.title or summary(booking.title, booking.second_title),
        status=_status(date.status),
    )


def moved(date: Occurrence) -> Event:
    """A date of a series that differs from the rule (RFC 5545 3.8.4.4)."""
    booking = date.reservation
    return replace(dated(date, booking.uid), recurrence_at=at_wall(date.recurrence_id, booking.tzid))


def asked(date: Occurrence, uid: str) -> Event:
    """The time of the change that waits for approval (D13)."""
    wish = date.pending or {}
    starts_at, ends_at = (datetime.fromisoformat(wish[name]) for name in ("starts_at", "ends_at"))
    return replace(dated(date, uid), starts_at=starts_at, ends_at=ends_at, status="TENTATIVE")


def told(
    feed: Feed,
    event: Event,
    of: Occurrence | Reservation,
    base_url: str,
    places: Sequence[Translated] | None = None,
) -> Event:
    """As much as the reader may know. Without people: no personal link, and nobody's calendar takes it for
    an invitation. `places` are names of other spaces than its own."""
    if feed.level == BUSY:
        busy = replace(event, uid=FILLED_IN, tzid=feed.tzid, summary=gettext("Busy"), sequence=0)
        return replace(busy, status="CONFIRMED", classification="PRIVATE")
    names = [space.names for space in of.spaces] if places is None else places
    place = listed(translated(each) for each in (*names, feed.centre_names))
    titled = replace(event, location=place, classification="PRIVATE")
    booking = of if isinstance(of, Reservation) else of.reservation
    return _full(titled, booking, base_url) if feed.level == FULL else titled


def _full(event: Event, booking: Reservation, base_url: str) -> Event:
    booker = listed((booking.contact_name, booking.contact_company))
    people = listed(attendee.name or attendee.email for attendee in booking.attendees)
    lines = (
        booking.description,
        gettext("Booked by: %(name)s", name=booker),
        gettext("Invited: %(names)s", names=people) if people else "",
    )
    return replace(
        event,
        description="\n\n".join(filter(None, lines)),
        url=f"{base_url}/reservations/{booking.id}",
        classification="PUBLIC",
        created_at=booking.created_at,
        last_modified_at=booking.changed_at,
    )


def _status(status: str) -> str:
    return "TENTATIVE" if status == TENTATIVE else "CONFIRMED"
