from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from booking.actions.differences import first_of
from booking.actions.history import Picture
from booking.actions.holding import Spans, add_spans
from booking.actions.moves import closed, opened_dates, turn
from booking.actions.reasons import reason_of, written_down
from booking.actions.scopes import ALL, FOLLOWING, in_status
from booking.actions.telling import tell_gone
from booking.actions.transaction import transaction
from booking.actions.waitlist import left_by
from booking.errors import BrokenRule, OutOfPolicy, WrongState
from booking.models import Occurrence, Reservation
from booking.models.reservation import CLIENT
from booking.permissions import Actor
from booking.queries.spaces import policy_of
from booking.queries.waitlist import wanted_spans
from booking.rules import notices
from booking.rules.lifecycle import CANCELLED, HOLDING, WAITLISTED, status_called_off
from booking.rules.reasons import CANCEL, NO_REASON, Reason, Said
from booking.rules.recurrence import ended_before


@transaction
def cancel(
    reservation_id: int,
    *,
    by: Actor,
    now: datetime,
    reason: str = "",
    reason_locale: str = "",
    standard_reason: int | None = None,
    scope: str = ALL,
    recurrence_id: str = "",
    revision: int | None = None,
) -> Reservation:
    """A booking is cancelled, a request withdrawn; what has begun can no longer be called off.

    `standard_reason` is an id; `reason` is written in `reason_locale`, else in the language of who gives it.
    `revision` is the one that was read. After a space's cancellation deadline only staff may. Raises Invalid,
    NotFound, Forbidden, Stale, WrongState, OutOfPolicy.
    """
    why = reason_of(CANCEL, Said(reason, reason_locale, standard_reason), by)
    found, before, meant = opened_dates(reservation_id, "cancel", by, now, scope, recurrence_id, revision)
    dates = in_status(meant, (*HOLDING, WAITLISTED), now)
    if not dates:
        raise WrongState(status=found.status, wanted=CANCELLED)
    called_off_dates(found, before, dates, by, now, why, scope == FOLLOWING)
    return found


def called_off_dates(
    found: Reservation,
    before: Picture,
    dates: list[Occurrence],
    by: Actor,
    now: datetime,
    why: Reason,
    for_good: bool = False,
) -> None:
    """They end, everybody is told, and who waits has the time; `for_good`: the rule ends before them too.

    Raises OutOfPolicy.
    """
    refuse_late(dates, by, now)
    after, waited = status_called_off(dates[0].status), [date for date in dates if date.status == WAITLISTED]
    freed = given_up(dates, by, now, why)
    if for_good and found.organised_by != CLIENT:  # a client's rule is not ours to end (D33)
        _end_before(found, first_of(dates))
    tell_gone(notices.CANCELLED if after == CANCELLED else notices.WITHDRAWN, found, dates, now)
    closed(found, before, "cancel", by, now, after, written_down(why, by), freed, [*map(left_by, waited)])


def given_up(dates: list[Occurrence], by: Actor, now: datetime, reason: Reason = NO_REASON) -> Spans:
    """They are called off, each as its status is; what they held or waited for."""
    freed: Spans = {}
    for date in (date for date in dates if date.status == WAITLISTED):
        add_spans(freed, wanted_spans(date))
    for date in dates:
        add_spans(freed, turn([date], status_called_off(date.status), by, now, reason))
    return freed


def refuse_late(
    dates: Sequence[Occurrence], by: Actor, now: datetime, slugs: Collection[str] | None = None
) -> None:
    """What was never confirmed may be withdrawn at any time. `slugs`: of these spaces alone; None: of all.
    Raises OutOfPolicy."""
    if by.is_staff:
        return
    for date in (date for date in dates if date.status not in ("tentative", WAITLISTED)):
        gone = [space for space in date.spaces if slugs is None or space.slug in slugs]
        deadline = max((policy_of(space).cancellation_deadline for space in gone), default=timedelta(0))
        if date.starts_at - now < deadline:
            raise OutOfPolicy([BrokenRule("too_late_to_cancel", "", {"deadline": deadline})])


def _end_before(found: Reservation, first: str) -> None:
    """The rule ends there; single dates that were added after it are called off like the rest."""
    if not found.rrule or not found.dtstart or first <= found.dtstart:
        return
    starts, wall = datetime.fromisoformat(found.dtstart), datetime.fromisoformat(first)
    found.rrule = ended_before(found.rrule, starts, wall, found.tzid)
