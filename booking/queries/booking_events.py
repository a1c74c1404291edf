"""The events of a booking, as feeds and calendar apps show them: its rule, one date, a time that is taken."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from flask_babel import gettext

from booking.ical.vevent import Event
from booking.mail.recurrence import at_wall
from booking.models import Occurrence, Reservation
from booking.outbox.series import exdates
from booking.rules.lifecycle import TENTATIVE
from booking.rules.policy import BUSY
from booking.rules.titles import summary
from booking.wording import listed

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


def differs(date: Occurrence, usual: str, level: str) -> bool:
    """From the rule, as far as that `level` tells. `usual` is the status of most dates."""
    if level == BUSY:
        return date.interval != date.planned
    return date.by_hand or date.status != usual


def about(booking: Reservation) -> str:
    """Its description, and the names of its people: whom an event to be read must not invite, it tells in
    words."""
    booker = listed((booking.contact_name, booking.contact_company))
    people = listed(person.name or person.email for person in booking.attendees)
    lines = (
        booking.description,
        gettext("Booked by: %(name)s", name=booker),
        gettext("Invited: %(names)s", names=people) if people else "",
    )
    return "\n\n".join(filter(None, lines))


def taken(event: Event, tzid: str) -> Event:
    """No more than when, in the zone of the space."""
    busy = replace(event, uid=FILLED_IN, tzid=tzid, summary=gettext("Busy"), sequence=0)
    return replace(busy, status="CONFIRMED", classification="PRIVATE")


def _status(status: str) -> str:
    return "TENTATIVE" if status == TENTATIVE else "CONFIRMED"
