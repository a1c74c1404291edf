"""The dates of a booking as its page shows them, and what the visitor may do about each."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import ngettext

from booking.actions.accept import is_offered
from booking.actions.check_in import may_check_in
from booking.actions.choose import is_open
from booking.actions.end_early import may_end
from booking.actions.pending import wanted_interval
from booking.models import DatePartstat, Occurrence, Reservation, Resource
from booking.outbox.in_line import positions
from booking.outbox.people import apart
from booking.permissions import Actor, may
from booking.queries.bookings import resources_by_id
from booking.queries.reservations import relation_to
from booking.queries.spaces import wants_check_in
from booking.rule_words import of_refused
from booking.rules.interval import Interval
from booking.rules.lifecycle import (
    CANCELLED,
    DECLINED,
    EXPIRED,
    FOR_APPLICANT,
    HOLDING,
    RELEASED,
    TENTATIVE,
    WAITLISTED,
    WITHDRAWN,
)
from booking.rules.series import lasting
from booking.series_words import of_rrule

_GONE = (CANCELLED, DECLINED, EXPIRED, WITHDRAWN)
AT_ONCE = 12  # rows of a series that are shown without unfolding


@dataclass(frozen=True, slots=True)
class Asked:
    """A change that waits for a decision; `spaces` where they would be others."""

    occurrence: Occurrence
    interval: Interval
    spaces: Sequence[Resource]


@dataclass(frozen=True, slots=True)
class Dates:
    """By their ids: `line` is the place in line of each that waits, `answers` those that are for it alone.
    The sets are ids of what may be done now."""

    coming: Sequence[Occurrence]
    past: Sequence[Occurrence]
    line: Mapping[int, int]
    asked: Mapping[int, Asked]
    answers: Mapping[int, Sequence[DatePartstat]]
    offered: Collection[int]
    choosable: Collection[int]
    arriving: Collection[int]
    endable: Collection[int]
    changeable: Collection[int]
    cancellable: Collection[int]
    decidable: Collection[int]


def dates_of(booking: Reservation, by: Actor, now: datetime) -> Dates:
    standing, dates = relation_to(by, booking), booking.occurrences
    ahead = [d for d in dates if d.status in (*HOLDING, WAITLISTED) and d.starts_at > now]
    answers = may(by, "answer", standing)
    offered = [date for date in dates if answers and is_offered(date, now)]
    choosable = [date for date in dates if booking.choosing and answers and is_open(date, now)]
    arriving = [date for date in dates if may(by, "check_in", standing) and is_arriving(date, now)]
    changing = [] if booking.choosing or not may(by, "change", standing) else ahead
    return Dates(
        coming=[date for date in dates if date.ends_at > now],
        past=[date for date in dates if date.ends_at <= now],
        line=line_of([booking]),
        asked=_asked(dates),
        answers=apart(booking),
        offered=_ids(offered),
        choosable=_ids(choosable),
        arriving=_ids(arriving),
        endable=_ids(date for date in dates if may(by, "end_early", standing) and may_end(date, now)),
        changeable=_ids(changing),
        cancellable=_ids(ahead if may(by, "cancel", standing) else []),
        decidable=_ids(undecided(booking) if may(by, "approve", standing) else []),
    )


def is_arriving(date: Occurrence, now: datetime) -> bool:
    """Whether a page asks to check in; who does so without being asked may."""
    return may_check_in(date, now) and wants_check_in(date)


def _ids(dates: Iterable[Occurrence]) -> set[int]:
    return {date.id for date in dates}


def line_of(bookings: Iterable[Reservation]) -> Mapping[int, int]:
    """Nothing is read where nobody waits."""
    waiting = {b.id for b in bookings if any(date.status == WAITLISTED for date in b.occurrences)}
    return positions(waiting) if waiting else {}


def _asked(dates: Iterable[Occurrence]) -> dict[int, Asked]:
    pending = [date for date in dates if date.pending]
    own = resources_by_id(date.pending["space_id"] for date in pending if date.pending["space_id"])
    return {date.id: _wanted(date, own) for date in pending}


def _wanted(date: Occurrence, own: Mapping[int, Resource]) -> Asked:
    space_id = (date.pending or {})["space_id"]
    spaces = [own[space_id]] if space_id else date.reservation.spaces
    return Asked(date, wanted_interval(date), spaces if spaces != date.spaces else [])


def undecided(booking: Reservation) -> list[Occurrence]:
    """What staff can approve or decline now."""
    return [date for date in booking.occurrences if date.pending or _requested(date)]


def _requested(date: Occurrence) -> bool:
    """Neither an offer nor one of several to choose from: those are for the applicant alone."""
    choosing = date.reservation.choosing and date.waiting_for == FOR_APPLICANT
    return date.status == TENTATIVE and not date.offered_at and not choosing


def status_now(booking: Reservation, now: datetime) -> str:
    """As a page names it: cancelled is what has nothing left to come, whatever became of its dates."""
    left = [date for date in booking.occurrences if date.ends_at > now] or booking.occurrences
    statuses = {date.status for date in left}
    return CANCELLED if CANCELLED in statuses and statuses <= {*_GONE, RELEASED} else booking.status


def rule_of(booking: Reservation, but: Iterable[str] = ()) -> str:
    """How it repeats, in words, and how often: not counting what was left out from the first, nor the
    dates `but`; empty for what is no series."""
    if not booking.rrule or not booking.dtstart:
        return ""
    left_out = {*booking.exdates, *booking.skipped, *but} - {*booking.rdates}
    return of_rrule(booking.rrule, datetime.fromisoformat(booking.dtstart), booking.tzid, len(left_out))


def rule_now(booking: Reservation) -> str:
    """The same without what waits, and how many of its dates are no more."""
    rule = rule_of(booking, (date.recurrence_id for date in booking.occurrences if date.status == WAITLISTED))
    gone = sum(date.status in _GONE for date in booking.occurrences)
    if not rule or not gone:
        return rule
    return ngettext(
        "%(rule)s, %(num)d of them called off", "%(rule)s, %(num)d of them called off", gone, rule=rule
    )


def against_rules(booking: Reservation) -> list[tuple[Interval, list[str]]]:
    """Dates that are left out, with the rules that each would break, such as a day on which it is closed."""
    walls = [wall for wall in booking.skipped if booking.skipped_for.get(wall)]
    why = [[*map(of_refused, booking.skipped_for[wall])] for wall in walls]
    return list(zip(at_walls(booking, walls), why, strict=True))


def at_walls(booking: Reservation, walls: Iterable[str]) -> list[Interval]:
    """When meetings would be that are left out of a series."""
    duration = booking.duration or booking.occurrences[0].interval.duration
    return [lasting(datetime.fromisoformat(wall), duration, booking.tzid) for wall in walls]
