"""What a change came to, and how it is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from booking.actions.before import course_before, goes_on, gone, since, wanted
from booking.actions.differences import ASKED, KEPT, Difference
from booking.actions.history import Picture
from booking.actions.telling import in_force
from booking.errors import BrokenRule
from booking.models import Attendee, Occurrence, Reservation
from booking.outbox.audience import forget_reminders
from booking.outbox.enqueue import tell
from booking.rules import notices
from booking.rules.lifecycle import CONFIRMED, TENTATIVE


@dataclass(frozen=True, slots=True)
class Changed:
    """`reservation` is the one that goes on: a new one where a series was `split`.

    `whole`: its rule may be another, so that even what concerns one date is told of the series.
    """

    reservation: Reservation
    differences: Sequence[Difference]
    split: bool
    uninvited: Sequence[Attendee]
    broken: Sequence[BrokenRule]
    whole: bool = False

    @property
    def asked(self) -> list[Occurrence]:
        """Dates of which staff will decide."""
        return [one.occurrence for one in self.differences if one.what == ASKED and one.occurrence]


def tell_changed(found: Reservation, changed: Changed, before: Picture, now: datetime) -> None:
    """Attendees hear of what is in force, staff of what was asked (D13)."""
    target = changed.reservation
    dates = [one.occurrence for one in changed.differences if one.occurrence]
    forget_reminders(dates)
    if changed.split:
        tell(in_force(found), found, now, whole=True, goes_on=goes_on(found, target))
    if changed.uninvited:
        tell(notices.UNINVITED, target, now, whole=True, uninvited=changed.uninvited)
    if changed.asked:
        tell(notices.CHANGE_REQUESTED, target, now, changed.asked, **wanted(changed.asked))
    if any(date.status == CONFIRMED for date in target.occurrences):
        _tell_in_force(changed, dates, before, now)
    elif any(date.status == TENTATIVE for date in target.occurrences):
        tell(notices.REQUEST_CHANGED, target, now, whole=True, **_told(changed, before))


def _tell_in_force(changed: Changed, dates: list[Occurrence], before: Picture, now: datetime) -> None:
    """Nothing where all that was changed still waits for a decision; but what goes on under another UID is
    new to every calendar."""
    different = [one.occurrence for one in changed.differences if one.what not in (KEPT, ASKED)]
    if changed.asked and not different and not changed.split:
        return
    moved = [date for date in different if date]
    tell(notices.CHANGED, changed.reservation, now, moved or dates, whole=changed.whole,
         **_told(changed, before))  # fmt: skip


def _told(changed: Changed, before: Picture) -> dict[str, Any]:
    """What was before, beside the facts as they are now."""
    told = gone(changed.differences, changed.reservation, before, changed.whole)
    if changed.whole:
        told["before"] = course_before(before)
    if changed.split:
        told["continues"] = since(changed.differences)
    return told
