"""A series that goes on under another UID: this date and those that follow (D12)."""

from collections.abc import Sequence
from datetime import datetime

from booking.actions.differences import first_of
from booking.actions.invitations import fresh_uid
from booking.extensions import db
from booking.models import Attendee, Occurrence, Reservation, ReservationEquipment, ReservationSpace
from booking.rules.lifecycle import CANCELLED, DECLINED, EXPIRED, WITHDRAWN
from booking.rules.recurrence import ended_before

# What the part that goes on has anew: its identity, and what belongs to single rows.
_OWN = {"id", "uid", "revision", "continues_id", "created_at", "skipped", "exdates", "rdates"}
_OF_PERSON = {"id", "reservation_id"}
_ENDED = (DECLINED, WITHDRAWN, CANCELLED, EXPIRED)


def splits(found: Reservation, dates: Sequence[Occurrence], now: datetime) -> bool:
    """Whether there are dates before these that stay as they are: held, over, or still waited for."""
    first = first_of(dates)
    earlier = (date for date in found.occurrences if date.recurrence_id < first)
    return any(date.status not in _ENDED or date.starts_at <= now for date in earlier)


def split_off(found: Reservation, dates: Sequence[Occurrence], now: datetime) -> Reservation:
    """The dates from the first of these on, and with them their claims, in a reservation that continues this.

    Attendees and their answers are carried over; the old rule ends before.
    """
    first = first_of(dates)
    fresh = _copy(found, now)
    db.session.add(fresh)
    db.session.flush()
    for date in [date for date in found.occurrences if date.recurrence_id >= first]:
        date.reservation = fresh
    _answers_along(found, fresh)
    assert found.rrule and found.dtstart
    starts = datetime.fromisoformat(found.dtstart)
    found.rrule = ended_before(found.rrule, starts, datetime.fromisoformat(first), found.tzid)
    for name in ("exdates", "rdates", "skipped"):
        setattr(fresh, name, [one for one in getattr(found, name) if one >= first])
        setattr(found, name, [one for one in getattr(found, name) if one < first])
    found.changes += 1
    db.session.flush()
    return fresh


def _answers_along(found: Reservation, fresh: Reservation) -> None:
    """What was answered for single dates goes with these."""
    there, people = {date.id for date in fresh.occurrences}, {one.email: one for one in fresh.everybody}
    for person in found.attendees:
        for own in [own for own in person.by_date if own.occurrence_id in there]:
            own.attendee = people[person.email]


def _copy(found: Reservation, now: datetime) -> Reservation:
    columns = {c.key: getattr(found, c.key) for c in found.__table__.columns if c.key not in _OWN}
    return Reservation(
        **columns,
        uid=fresh_uid(),
        revision=1,
        continues=found,
        created_at=now,
        space_links=[
            ReservationSpace(resource=link.resource, position=link.position) for link in found.space_links
        ],
        equipment=[
            ReservationEquipment(equipment_type=need.equipment_type, quantity=need.quantity)
            for need in found.equipment
        ],
        everybody=[_person(attendee) for attendee in found.attendees],
    )


def _person(attendee: Attendee) -> Attendee:
    columns = {c.key: getattr(attendee, c.key) for c in attendee.__table__.columns if c.key not in _OF_PERSON}
    return Attendee(**columns, by_date=[])
