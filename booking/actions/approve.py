from datetime import datetime

from booking.actions.before import course_before
from booking.actions.following import go_along, granted_with
from booking.actions.holding import Spans, add_spans
from booking.actions.moves import closed, opened_dates, turn, vet
from booking.actions.partstats import ask_again
from booking.actions.pending import grant, wanted_interval, wanted_spaces, with_pending
from booking.actions.scopes import ALL
from booking.actions.telling import moved, slot
from booking.actions.transaction import transaction
from booking.actions.waitlist import booker_of
from booking.errors import BrokenRule, OutOfPolicy, WrongState
from booking.models import Occurrence, Reservation
from booking.outbox.audience import forget_reminders
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.queries.policies import terms
from booking.queries.quota_use import broken_quotas
from booking.rules import notices
from booking.rules.lifecycle import CONFIRMED, FOR_STAFF, TENTATIVE
from booking.rules.policy import Wish, broken_rules

# How much notice the applicant gave, and who that is, was judged when it was asked.
_JUDGED_THEN = ("too_soon", "too_far")


@transaction
def approve(
    reservation_id: int,
    *,
    by: Actor,
    now: datetime,
    override_reason: str = "",
    scope: str = ALL,
    recurrence_id: str = "",
    revision: int | None = None,
) -> Reservation:
    """Judged again by today's rules (D16): what is newly broken is told, and needs a written reason. A change
    that was asked for takes the place of what it changes (D13); with the last of it the rule of a series goes
    along. `revision` is the one that staff read.

    Raises Invalid, NotFound, Forbidden, WrongState, Stale, OutOfPolicy.
    """
    override_reason = vet("override_reason", override_reason)
    found, before, dates = opened_dates(reservation_id, "approve", by, now, scope, recurrence_id, revision)
    changing, tentative = with_pending(dates), _requested(dates, found)
    broken = [rule for date in (*tentative, *changing) for rule in _broken(date, found, now)]
    if broken and not override_reason:
        raise OutOfPolicy(list({(r.code, r.field): r for r in broken}.values()))
    pairs = [(date, slot(date.interval, date.spaces)) for date in changing]
    shift, times = granted_with(changing, found), {date: date.interval for date in changing}
    forget_reminders(changing)
    freed = _done(tentative, changing, by, now)
    ask_again(found, [date for date, was in times.items() if date.interval != was], now)
    if shift:
        go_along(found, shift)
    if tentative:
        tell(notices.CONFIRMED, found, now, tentative, whole=True)
    elif changing:
        told = moved(pairs, bool(shift)) | ({"before": course_before(before)} if shift else {})
        tell(notices.CHANGED, found, now, changing, whole=bool(shift), **told)
    rule = "override:" + ",".join(rule.code for rule in broken) if broken else "staff"
    closed(found, before, "approve", by, now, rule, override_reason, freed)
    return found


def _requested(dates: list[Occurrence], found: Reservation) -> list[Occurrence]:
    """Raises WrongState when there is nothing to decide. What the applicant has to choose from is not."""
    if found.choosing:
        asked = [d for d in dates if d.status == TENTATIVE and d.waiting_for == FOR_STAFF]
    else:
        asked = [d for d in dates if d.status == TENTATIVE and not d.offered_at]
    if not asked and not with_pending(dates):
        raise WrongState(status=found.status, wanted=CONFIRMED)
    return asked


def _done(tentative: list[Occurrence], changing: list[Occurrence], by: Actor, now: datetime) -> Spans:
    freed = turn(tentative, CONFIRMED, by, now)
    for date in changing:
        add_spans(freed, grant(date, now))
    return freed


def _broken(occurrence: Occurrence, booking: Reservation, now: datetime) -> list[BrokenRule]:
    """By today's rules, beside those that were known when it was asked for."""
    interval, spaces = occurrence.interval, occurrence.spaces
    if occurrence.pending:
        interval, spaces = wanted_interval(occurrence), wanted_spaces(occurrence)
    wish = Wish(interval, booking.headcount, booking.answers, now)
    by_space = terms(spaces, interval)
    over = broken_quotas(spaces, by_space, booker_of(booking), [interval], now, [occurrence.id])
    broken = [rule for space in by_space.values() for rule in broken_rules(wish, space)]
    known = {*_JUDGED_THEN, *booking.waived}
    return [rule for rule in (*broken, *(rule for _, rule in over)) if rule.code not in known]
