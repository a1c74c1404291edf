"""What a booking form begins with when it repeats an earlier booking."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from booking.forms.questions import ANSWER, UNITS
from booking.models import Attendee, Reservation
from booking.permissions import Actor, may
from booking.queries.choices import Choices
from booking.rules.requests import CHAIR
from booking.rules.wall import local

_A_WEEK = timedelta(days=7)


def copied(
    booking: Reservation, spaces: list[str], offered: Choices, by: Actor, now: datetime
) -> dict[str, Any]:
    """On the same day of a week to come, once: how it repeated is not copied."""
    first, tzid = booking.occurrences[0].interval, offered.tzid_of(spaces)
    begins, ends = local(first.starts_at, tzid), local(first.ends_at, tzid)
    return {
        "title": booking.title,
        "second_title": booking.second_title,
        "description": booking.description,
        "headcount": booking.headcount,
        "video": booking.video,
        "starts_on": _weekday_after(begins.date(), local(now, tzid).date()),
        "begins": begins.time(),
        "ends": ends.time(),
        "attendees": [_person(one) for one in booking.attendees if one.role != CHAIR],
        **{UNITS + need.equipment_type.slug: need.quantity for need in booking.equipment},
        **{ANSWER + slug: answer for slug, answer in booking.answers.items()},
        **(_booked_for(booking) if may(by, "book_for") and booking.person_id != by.id else {}),
    }


def _weekday_after(day: date, today: date) -> date:
    """The first of its weekdays that comes after both."""
    weeks = max(0, (today - day).days) // 7 + 1
    return day + weeks * _A_WEEK


def _person(attendee: Attendee) -> Mapping[str, str]:
    return {"name": attendee.name, "email": attendee.email, "locale": attendee.locale}


def _booked_for(booking: Reservation) -> dict[str, Any]:
    names = ("name", "reading", "company", "email", "phone")
    chair = next((one.locale for one in booking.attendees if one.role == CHAIR), "")
    return {"booked_for": {name: getattr(booking, f"contact_{name}") for name in names} | {"locale": chair}}
