"""One VEVENT of somebody else (RFC 5545 3.6.1)."""

import re

from booking.errors import Unreadable
from booking.ical.moments import is_day
from booking.ical.parts import Part
from booking.ical.people_read import attendees, organizer
from booking.ical.received import TIMED, Received
from booking.ical.series_read import Series, series
from booking.ical.times_read import Reader, recurrence_at, shown, stamp, times
from booking.ical.unescaping import kept, one_line
from booking.rules.requests import LENGTHS

_HIGHEST = 2**31 - 1
_STATUSES = ("TENTATIVE", "CONFIRMED", "CANCELLED")


def event(part: Part, method: str, reader: Reader) -> Received:
    found = _series(part, method, reader)
    own = found.times if found else None
    return Received(
        sequence=_sequence(part.value("SEQUENCE")),
        dtstamp=stamp(part),
        recurrence_at=recurrence_at(part, reader, own.zone if own else None),
        recurrence_is_day=is_day(part.value("RECURRENCE-ID")),
        this_and_future=_range(part),
        starts_at=shown(own.starts_at, own.zone) if own else None,
        ends_at=shown(own.ends_at, own.zone) if own else None,
        tzid=own.zone.tzid or "UTC" if own else "UTC",
        all_day=bool(own and own.all_day),
        rrule=found.rrule if found else "",
        endless=bool(found and found.endless),
        exdates=found.exdates if found else (),
        rdates=found.rdates if found else (),
        summary=one_line(part.value("SUMMARY"), LENGTHS["title"]),
        description=kept(part.value("DESCRIPTION"), LENGTHS["description"]),
        location=one_line(part.value("LOCATION"), LENGTHS["answer"]),
        comment=kept("\n".join(one.value for one in part.every("COMMENT")), LENGTHS["answer"]),
        status=status if (status := part.value("STATUS").upper()) in _STATUSES else "",
        transp="TRANSPARENT" if part.value("TRANSP").upper() == "TRANSPARENT" else "OPAQUE",
        organizer=organizer(part),
        attendees=attendees(part),
    )


def _series(part: Part, method: str, reader: Reader) -> Series | None:
    """What an answer or a cancellation says of times does not matter: it is known by its UID."""
    try:
        return series(part, times(part, reader), reader)
    except Unreadable:
        if method in TIMED:
            raise
        return None


def _sequence(text: str) -> int:
    """Thunderbird leaves out the first; more than a column holds is held to be the most."""
    return min(int(text), _HIGHEST) if re.fullmatch(r"\d{1,20}", text, re.ASCII) else 0


def _range(part: Part) -> bool:
    given = part.first("RECURRENCE-ID")
    said = given.params.get("RANGE", "").strip().upper() if given else ""
    if said not in ("", "THISANDFUTURE"):
        raise Unreadable("range_not_taken")
    return bool(said)
