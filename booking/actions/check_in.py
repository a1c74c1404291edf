"""Whether they came, and what becomes of a time that nobody uses (D18)."""

from datetime import datetime

from booking.actions.moves import closed, opened, turn
from booking.actions.people import as_invited
from booking.actions.reasons import in_own_words
from booking.actions.scopes import ALL, scoped, within_reach
from booking.actions.transaction import Undo, transaction
from booking.errors import WrongState
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.spaces import policy_of
from booking.queries.waitlist import behind, wanted_spans
from booking.rules import notices
from booking.rules.lifecycle import CONFIRMED, RELEASED
from booking.rules.no_show import early, may_release, missed


@transaction
def check_in(
    reservation_id: int, *, by: Actor, now: datetime, scope: str = ALL, recurrence_id: str = ""
) -> Reservation:
    """They are here: from a quarter of an hour before until the end.

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    found, before = opened(reservation_id, "check_in", by, now, changes=False)
    meant = within_reach(scoped(found, scope, recurrence_id), by)
    dates = [date for date in meant if may_check_in(date, now)]
    if not dates:
        raise WrongState(status=found.status, wanted="checked_in")
    for date in dates:
        date.checked_in_at = now
    closed(found, before, "check_in", by, now)
    return found


@transaction
def check_in_by_link(attendee_id: int, *, now: datetime) -> Reservation:
    """Anybody invited, at the door. Raises NotFound, WrongState."""
    attendee, by = as_invited(attendee_id)
    found, before = opened(attendee.reservation_id, "be_there", by, now, changes=False)
    dates = [date for date in found.occurrences if may_check_in(date, now)]
    if not dates:
        raise WrongState(status=found.status, wanted="checked_in")
    dates[0].checked_in_at = now
    closed(found, before, "check_in", by, now)
    return found


def may_check_in(date: Occurrence, now: datetime) -> bool:
    return (
        date.status == CONFIRMED
        and date.checked_in_at is None
        and early(date.starts_at) <= now < date.ends_at
    )


@transaction
def say_coming(attendee_id: int, *, now: datetime) -> Reservation:
    """ "We are coming", by one click without signing in. Raises NotFound, WrongState."""
    attendee, by = as_invited(attendee_id)
    found, before = opened(attendee.reservation_id, "be_there", by, now, changes=False)
    dates = [d for d in found.occurrences if d.status == CONFIRMED and d.asked_at and now < d.ends_at]
    if not dates:
        raise WrongState(status=found.status, wanted=CONFIRMED)
    for date in dates:
        date.coming_at = now
    closed(found, before, "coming", by, now)
    return found


@transaction
def ask_absent(reservation_id: int, *, by: Actor, now: datetime) -> Reservation | None:
    """Organizer and desk are asked once when nobody has come; nothing when somebody has."""
    found, before = opened(reservation_id, "approve", by, now, changes=False)
    absent = [date for date in found.occurrences if is_absent(date, now) and date.asked_at is None]
    if not absent:
        raise Undo(None)
    for date in absent:
        date.asked_at = now
    tell(notices.ABSENT, found, now, absent, again=now.isoformat())
    closed(found, before, "ask_absent", by, now, "no_show_after")
    return found


def is_absent(date: Occurrence, now: datetime) -> bool:
    """Nobody has checked in so long after it began, where that is asked for."""
    there = date.checked_in_at or date.coming_at
    return date.status == CONFIRMED and not there and missed(date.interval, policy_of(date.spaces[0]), now)


@transaction
def release(
    reservation_id: int,
    *,
    by: Actor,
    now: datetime,
    scope: str = ALL,
    recurrence_id: str = "",
    reason: str = "",
) -> Reservation | None:
    """Gives up a time that is not used. Staff by a click; the clock only where the policy says so, somebody
    waits for it, and the organizer was asked and did not answer (D18); else nothing.

    Raises Invalid, NotFound, Forbidden, WrongState.
    """
    found, before = opened(reservation_id, "approve", by, now)
    absent = [date for date in scoped(found, scope, recurrence_id) if is_absent(date, now)]
    if by.id is None:
        absent = [date for date in absent if _may_release(date, now)]
        if not absent:
            raise Undo(None)
    if not absent:
        raise WrongState(status=found.status, wanted=RELEASED)
    freed = turn(absent, RELEASED, by, now, in_own_words(reason, by))
    tell(notices.RELEASED, found, now, absent)
    closed(found, before, "release", by, now, "no_show", reason, freed)
    return found


def _may_release(date: Occurrence, now: datetime) -> bool:
    policy = policy_of(date.spaces[0])
    if not policy.release_no_show or date.asked_at is None:
        return False
    if not may_release(date.interval, date.reservation.created_at, date.asked_at, policy.no_show_after, now):
        return False
    return bool(behind(wanted_spans(date), now))
