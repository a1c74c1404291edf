"""What was typed, read back: how it repeats, what was decided of single dates, how much equipment is left."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask_babel import format_date, gettext, ngettext

from booking.errors import Invalid
from booking.forms.instead import OUT, PREFIX, WAIT, moved
from booking.forms.questions import UNITS
from booking.forms.reservation import ReservationForm
from booking.queries.units_left import units_left
from booking.rules.requests import BookingRequest
from booking.rules.series import Planned, planned, series_faults, wall, walls
from booking.rules.wall import local
from booking.series_words import of_rrule
from booking.web.times import clock_text, day_text


def read_back(form: ReservationForm) -> dict[str, Any]:
    """For templates/reservations/check.html. The fields of equipment say what is left from now on."""
    wanted = _wanted(form)
    dates = planned(wanted) if wanted else []
    return {
        "wanted": wanted,
        "dates": dates,
        "rule": list(_rule(wanted, dates)) if wanted and wanted.rrule else [],
        "decided": list(_decided(form)),
        "left": _left(form, wanted, dates) if wanted else {},
    }


def _wanted(form: ReservationForm) -> BookingRequest | None:
    """None where its times cannot be read."""
    try:
        wanted = form.to_request()
    except Invalid:
        return None
    return None if series_faults(wanted) else wanted


def _rule(wanted: BookingRequest, dates: Sequence[Planned]) -> Iterator[str]:
    starts = wall(wanted.interval.starts_at, wanted.tzid)
    out = len(walls(replace(wanted, exdates=()))) - len(walls(wanted))
    yield of_rrule(wanted.rrule, starts, wanted.tzid, out)
    first, last = (_day(one.interval.starts_at, wanted.tzid) for one in (dates[0], dates[-1]))
    if len(dates) > 1:
        told = {"first": first, "last": last}
        yield ngettext(
            "%(num)d date: the first is %(first)s, the last is %(last)s.",
            "%(num)d dates: the first is %(first)s, the last is %(last)s.",
            len(dates), **told,
        )  # fmt: skip


def _day(at: datetime, tzid: str) -> str:
    return day_text(local(at, tzid).date())


def _decided(form: ReservationForm) -> Iterator[tuple[str, str, str]]:
    """Name and value of a field, and in words what shall become of which date."""
    for name, value in form.posted.items():
        if name.startswith(PREFIX) and (told := _fate(name.removeprefix(PREFIX), value, form.tzid)):
            yield name, value, told


def _fate(recurrence_id: str, value: str, tzid: str) -> str:
    """Empty for what is no date, or nothing to do with one."""
    try:
        day = format_date(datetime.fromisoformat(recurrence_id).date(), "long")
    except ValueError:
        return ""
    if value == OUT:
        return gettext("%(date)s is left out", date=day)
    if value == WAIT:
        return gettext("%(date)s waits in line", date=day)
    to = moved(value)
    return (
        gettext("%(date)s is moved to %(time)s", date=day, time=clock_text(to[0].starts_at, tzid))
        if to
        else ""
    )


def _left(form: ReservationForm, wanted: BookingRequest, dates: Sequence[Planned]) -> dict[str, str]:
    """By the id of the field."""
    free = units_left(wanted.spaces, [date.interval for date in dates])
    told = {}
    for kind in form.choices.equipment:
        field = form[UNITS + kind.slug]
        told[field.id] = field.description = gettext(
            "%(free)s of %(units)s are free at that time.", free=free.get(kind.slug, 0), units=kind.units
        )
    return told
