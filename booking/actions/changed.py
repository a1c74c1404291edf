"""What a change came to, and how it is told."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import Any

from booking.actions.before import course_before, goes_on, gone, since, wanted
from booking.actions.differences import ADDED, ASKED, KEPT, MOVED, Difference
from booking.actions.history import Picture
from booking.actions.pictures import rows_of, same
from booking.actions.telling import in_force
from booking.actions.waitlist import Left
from booking.errors import BrokenRule
from booking.models import Attendee, Occurrence, Reservation
from booking.outbox.audience import forget_reminders
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.waitlist import position
from booking.rules import notices
from booking.rules.changed_dates import ADDED as ADDED_DATE
from booking.rules.changed_dates import ASKED as WISH
from booking.rules.changed_dates import TIME
from booking.rules.changes import PEOPLE, RULE, changes
from booking.rules.lifecycle import CONFIRMED, TENTATIVE, WAITLISTED


@dataclass(frozen=True, slots=True)
class Changed:
    """`reservation` is the one that goes on: a new one where a series was `split`.

    `left` are the places in line of those who wait for another time now. `whole`: its rule may be another, so
    that even what concerns one date is told of the series. `accepted` is the proposal that was carried out.
    """

    reservation: Reservation
    differences: Sequence[Difference]
    split: bool
    uninvited: Sequence[Attendee]
    broken: Sequence[BrokenRule]
    left: Sequence[Left] = ()
    whole: bool = False
    accepted: Mapping[str, Any] | None = None

    @property
    def asked(self) -> list[Occurrence]:
        """Dates of which staff will decide."""
        return [one.occurrence for one in self.differences if one.what == ASKED and one.occurrence]

    @property
    def retimed(self) -> list[Occurrence]:
        """Dates that are at another time by now, and those that were added."""
        elsewhen = (one for one in self.differences if one.what in (MOVED, ADDED) and one.was != one.becomes)
        return [one.occurrence for one in elsewhen if one.occurrence]

    @property
    def dates(self) -> list[Occurrence]:
        return [one.occurrence for one in self.differences if one.occurrence]


def is_nothing(changed: Changed, before: Picture, after: Picture) -> bool:
    """Whether all is as it was. A series that was only split for it goes on as before."""
    if not changed.split:
        return same(rows_of([before]), rows_of([after]))
    # who stands in line is kept there, for another time
    stays = all(one.what == KEPT and one.becomes == one.was for one in changed.differences)
    return stays and _goes_on_alike(before, after)


def _goes_on_alike(before: Picture, after: Picture) -> bool:
    """It has a rule, dates and rows of people of its own in any case."""
    different = changes(before, after)
    people = [one for one in different if one.what == PEOPLE]
    alike = _by_address(one.old for one in people) == _by_address(one.new for one in people)
    return alike and {one.what for one in different} <= {RULE, TIME, ADDED_DATE, PEOPLE}


def _by_address(people: Iterable[Any]) -> list[Any]:
    return sorted(filter(None, people), key=itemgetter("email"))


def tell_changed(
    found: Reservation, changed: Changed, before: Picture, after: Picture, by: Actor, now: datetime
) -> None:
    """Everybody hears of what is in force at once, as it is in force; staff of what was asked (D13)."""
    target = changed.reservation
    forget_reminders(changed.dates)
    if changed.split:
        tell(in_force(found), found, now, whole=True, goes_on=goes_on(found, target))
    if changed.uninvited:
        tell(notices.UNINVITED, target, now, whole=True, uninvited=changed.uninvited)
    if changed.asked:
        tell(notices.CHANGE_REQUESTED, target, now, changed.asked, **wanted(changed.asked))
    if any(date.status == CONFIRMED for date in target.occurrences):
        _tell_in_force(changed, before, after, now)
    elif any(date.status == TENTATIVE for date in target.occurrences):
        tell(notices.REQUEST_CHANGED, target, now, whole=True, **_told(changed, before, bool(target.rrule)))
    if by.id is None or by.id != target.person_id:
        _tell_in_line(changed, now)


def _tell_in_force(changed: Changed, before: Picture, after: Picture, now: datetime) -> None:
    """Nothing where all that was changed still waits for a decision; but what goes on under another UID is
    new to every calendar."""
    if changed.asked and not changed.split and not _more_than_asked(before, after):
        return
    moved = [
        one.occurrence for one in changed.differences if one.what not in (KEPT, ASKED) and one.occurrence
    ]
    tell(notices.CHANGED, changed.reservation, now, moved or changed.dates, whole=changed.whole,
         **_told(changed, before))  # fmt: skip


def _more_than_asked(before: Picture, after: Picture) -> bool:
    return any(one.what != WISH for one in changes(before, after))


def _tell_in_line(changed: Changed, now: datetime) -> None:
    """Who stands in line hears where, when somebody else gave them another place, or changed what is nothing
    but waiting."""
    booking = changed.reservation
    moved = {left.date_id for left in changed.left}
    waiting = [date for date in changed.dates if date.status == WAITLISTED]
    for date in waiting if booking.status == WAITLISTED else (one for one in waiting if one.id in moved):
        tell(notices.WAITLISTED, booking, now, [date], position=position(date))


def _told(changed: Changed, before: Picture, of_all: bool = False) -> dict[str, Any]:
    """What was before, beside the facts as they are now. `of_all`: those are of the whole series, so that
    what concerns one date has to name it."""
    told = gone(changed.differences, changed.reservation, before, changed.whole or of_all)
    if changed.whole:
        told["before"] = course_before(before)
    if changed.accepted:
        told["accepted"] = dict(changed.accepted)
    if changed.split:
        told["continues"] = since(changed.differences)
    return told
