"""How the booking of an invited room stands against what its client has in the calendar."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.errors import SlotTaken
from booking.models import Occurrence, Reservation
from booking.rules.client_meeting import WHOLE
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED, HOLDING
from booking.rules.recurrence import expand
from booking.rules.series import LONGEST_SERIES, lasting, named, wall

ACCEPTED, TENTATIVE, DECLINED = "ACCEPTED", "TENTATIVE", "DECLINED"
# What our answer says in words.
BOOKED, HELD, ASKED, CHANGE_WAITS, ELSEWHERE, NOT_FREE = (
    "booked", "held", "asked", "change_waits", "elsewhere", "not_free",
)  # fmt: skip

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Standing:
    """`said` is one of the words above, or the status of what has ended; `date` the row, if there is one;
    `broken` are the rules (rules/kept.py) for which there is none."""

    partstat: str
    said: str
    date: Occurrence | None = None
    broken: Sequence[Json] = ()


def standings(reservation: Reservation) -> list[tuple[Json, dict[str, Standing]]]:
    """Each room that is invited, and how it stands: the whole, and each date of a series, by name."""
    assert reservation.invitation is not None
    rooms = reservation.invitation.rooms
    if not reservation.rrule:
        return [(room, _of_single(reservation, room)) for room in rooms]
    there = names_in_calendar(reservation)
    return [(room, _of_series(reservation, room, there)) for room in rooms]


def _of_single(reservation: Reservation, room: Json) -> dict[str, Standing]:
    assert reservation.invitation is not None
    events = reservation.invitation.events
    (name,) = [WHOLE] if WHOLE in events else sorted(events)[:1]
    return {name: _best([_of(date, room, asked(events[name])) for date in reservation.occurrences])}


def _of_series(reservation: Reservation, room: Json, there: Collection[str]) -> dict[str, Standing]:
    assert reservation.invitation is not None
    invitation = reservation.invitation
    events = invitation.events
    mine = [date for date in reservation.occurrences if date.recurrence_id in there]
    dates = {date.recurrence_id: _of_date(date, room, events) for date in mine}
    dates |= {one: _left_out(reservation, one) for one in reservation.skipped if one not in dates}
    if room["dates"]:
        return {name: one for name, one in dates.items() if name in room["dates"]}
    others = {name for other in invitation.rooms for name in other["dates"]}
    mine_alone = {name: one for name, one in dates.items() if name not in others}
    return {WHOLE: _best(list(dates.values()))} | mine_alone


def _left_out(reservation: Reservation, name: str) -> Standing:
    broken = reservation.skipped_for.get(name) or [{"code": SlotTaken.code, "field": "", "values": {}}]
    return Standing(DECLINED, NOT_FREE, broken=broken)


def names_in_calendar(reservation: Reservation) -> set[str]:
    """The client's series has these dates: what it took away by its rule needs no answer."""
    assert reservation.rrule and reservation.dtstart and reservation.invitation
    starts, read = datetime.fromisoformat(reservation.dtstart), datetime.fromisoformat
    found = expand(
        reservation.rrule,
        starts,
        reservation.tzid,
        last=starts + LONGEST_SERIES,
        exdates=map(read, reservation.exdates),
        rdates=map(read, reservation.rdates),
    )
    return {*map(named, found.walls), *reservation.invitation.events} - {WHOLE}


def asked(event: Mapping[str, Any]) -> Interval:
    """When the client has it."""
    return Interval(datetime.fromisoformat(event["starts_at"]), datetime.fromisoformat(event["ends_at"]))


def _of_date(date: Occurrence, room: Mapping[str, Any], events: Mapping[str, Any]) -> Standing:
    """Where we moved the series as a whole, its dates have no names in common with the client's."""
    whole, booking = asked(events[WHOLE]), date.reservation
    if booking.dtstart != named(wall(whole.starts_at, booking.tzid)):
        return Standing(DECLINED, ELSEWHERE, date)
    if date.recurrence_id in events:
        return _of(date, room, asked(events[date.recurrence_id]))
    by_rule = lasting(datetime.fromisoformat(date.recurrence_id), whole.duration, booking.tzid)
    return _of(date, room, by_rule)


def _of(date: Occurrence, room: Mapping[str, Any], wanted: Interval) -> Standing:
    if date.status not in HOLDING:
        return Standing(DECLINED, date.status, date)
    if _waits_for(date, wanted):
        return Standing(TENTATIVE, CHANGE_WAITS, date)
    if date.interval != wanted or room["slug"] not in _held_by(date):
        return Standing(DECLINED, ELSEWHERE, date)
    if date.status == CONFIRMED:
        return Standing(ACCEPTED, BOOKED, date)
    return Standing(TENTATIVE, ASKED if date.expires_at else HELD, date)


def _waits_for(date: Occurrence, wanted: Interval) -> bool:
    """Staff have yet to say whether it may be as the client has it (D13)."""
    return bool(date.pending) and asked(date.pending or {}) == wanted


def _held_by(date: Occurrence) -> set[str]:
    types = {need.equipment_type.slug for need in date.reservation.equipment}
    return {space.slug for space in date.spaces} | types


def _best(found: Sequence[Standing]) -> Standing:
    """What most of what takes place has; DECLINED where nothing does."""
    held = [one for one in found if one.partstat != DECLINED]
    if not held:
        elsewhere = (one for one in found if one.said == ELSEWHERE)
        return next(elsewhere, found[0] if found else Standing(DECLINED, NOT_FREE))
    ((most, _),) = Counter(one.partstat for one in held).most_common(1)
    return next(one for one in held if one.partstat == most)
