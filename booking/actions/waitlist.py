"""The line behind a slot moves up in the transaction that frees it (D17)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from booking.actions.claims import allot
from booking.actions.counters import raise_counters
from booking.actions.dates import Asked, Date, judge
from booking.actions.history import picture, record
from booking.actions.holding import Spans, hold, number
from booking.errors import Invalid
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import MEMBER, THE_CLOCK
from booking.queries.alternatives import request_of
from booking.queries.people import account_ids, has_confirmed
from booking.queries.policies import terms
from booking.queries.spaces import policy_of
from booking.queries.waitlist import behind, position
from booking.queries.wanted import wanted
from booking.rules import notices
from booking.rules.approval import approval_rule
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, FOR_STAFF, TENTATIVE, WAITLISTED
from booking.rules.policy import Booker, Terms
from booking.rules.waitlist import AS_OFFER, TO_ALL, placing

MOST = 20  # in one transaction; the clock looks at the rest


def promote(freed: Spans, now: datetime, gone: Sequence[Occurrence] = ()) -> list[Occurrence]:
    """The first in line who still fits every rule, and so on, as far as there is room; the rest are told
    that they moved up. `gone` left the line by themselves. The rows must be locked.
    """
    db.session.flush()
    line = behind(freed, now)
    placed = [entry for entry in line[:MOST] if place(entry, now)]
    db.session.flush()
    for entry in line:
        if entry.status == WAITLISTED and any(_was_before(entry, left) for left in (*placed, *gone)):
            tell(notices.MOVED_UP, entry.reservation, now, [entry], position=position(entry))
    return placed


def _was_before(entry: Occurrence, left: Occurrence) -> bool:
    """Whether `left` was ahead of it, for a time and a space that it wants too."""
    ahead = (left.waitlisted_at, left.id) < (entry.waitlisted_at, entry.id)
    shared = {space.id for space in left.spaces} & {space.id for space in entry.spaces}
    return ahead and bool(shared) and left.status != WAITLISTED and left.interval.meets(entry.interval)


def place(entry: Occurrence, now: datetime) -> bool:
    """Gives it its slot, or offers it, if that is free and within the rules; whether it left the line."""
    judged = fitting(entry, now)
    if judged is None:
        return False
    date, rules = judged
    how = placing(rules, entry.starts_at, now)
    if how == TO_ALL:
        _offer_to_all(entry, now)
        return False
    before = picture(entry.reservation)
    _take(entry, date, rules, how == AS_OFFER, now)
    _settle(entry, before, now, how)
    return True


def fitting(entry: Occurrence, now: datetime) -> tuple[Date, Terms] | None:
    """What it would hold now, and its space's terms; None while it does not fit."""
    request = request_of(entry)
    try:
        needed = wanted(request)
    except Invalid:
        return None
    date = Date(entry.recurrence_id, entry.interval, list(needed.spaces), needed.held(needed.spaces))
    whole = Interval(min(now, entry.starts_at), entry.ends_at + timedelta(days=1))  # to count working days
    rules = terms(list(needed.resources()), whole)
    judge([date], Asked(request.headcount, request.answers, booker_of(entry.reservation)), rules, now)
    if any(broken.code not in entry.reservation.waived for broken in date.broken):
        return None
    allot([date], needed, request.equipment, rules, now, opened=[entry.reservation_id])
    return None if date.conflicts else (date, rules[needed.spaces[0].id])


def booker_of(booking: Reservation, is_staff: bool = False) -> Booker:
    kind = booking.company.kind if booking.company else None
    return Booker(is_staff, booking.person_id, booking.company_id, kind)


def _take(entry: Occurrence, date: Date, rules: Terms, offer: bool, now: datetime) -> None:
    entry.reservation.revision += 1
    number(entry)
    entry.waiting_for = FOR_APPLICANT if offer else FOR_STAFF if needs_staff(entry, rules) else None
    entry.status = TENTATIVE if entry.waiting_for else CONFIRMED
    entry.waiting_since_at = now if entry.waiting_for else None
    entry.offered_at = now if offer else None
    entry.expires_at = min(now + rules.policy.offer_for, entry.starts_at) if offer else None
    entry.decided_at = None if entry.waiting_for else now
    hold(entry, {resource_id: [span] for resource_id, span in date.claims.items()})


def needs_staff(entry: Occurrence, rules: Terms) -> bool:
    """What staff put on the list needs no further yes of theirs."""
    booking = entry.reservation
    if booking.booked_by is not None and booking.booked_by.role != MEMBER:
        return False
    if booking.waived:  # it was asked for against a rule, which only staff can allow
        return True
    kind = booking.company.kind if booking.company else None
    known = partial(has_confirmed, booking.company_id, booking.person_id)
    policies = [rules.policy, *(policy_of(space) for space in entry.spaces[1:])]
    return approval_rule(policies, kind, known) is not None


def agree(entry: Occurrence, rules: Terms, now: datetime) -> None:
    """Its maker says yes to what was offered or held: it is booked, or asked for where staff must decide."""
    pending = needs_staff(entry, rules)
    entry.status = TENTATIVE if pending else CONFIRMED
    entry.waiting_for, entry.waiting_since_at = (FOR_STAFF, now) if pending else (None, None)
    entry.expires_at = entry.offered_at = None
    entry.decided_at = None if pending else now
    number(entry)


def _offer_to_all(entry: Occurrence, now: datetime) -> None:
    """Once; who accepts first gets it."""
    if entry.offered_at is not None:
        return
    before = picture(entry.reservation)
    entry.reservation.revision += 1
    entry.offered_at = now
    _settle(entry, before, now, TO_ALL)


def _settle(entry: Occurrence, before: dict[str, object], now: datetime, rule: str) -> None:
    booking = entry.reservation
    booking.changed_at = now
    db.session.flush()
    tell(_happened(entry), booking, now, [entry], whole=bool(booking.rrule) and entry.status != WAITLISTED)
    raise_counters(booking, account_ids(booking))
    record("promote", THE_CLOCK, now, reservation=booking, before=before, after=picture(booking), rule=rule)


def _happened(entry: Occurrence) -> str:
    if entry.status == CONFIRMED:
        return notices.CONFIRMED
    return notices.REQUESTED if entry.waiting_for == FOR_STAFF else notices.OFFERED
