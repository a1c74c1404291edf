"""The line behind a slot moves up in the transaction that frees it (D17)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from booking.actions.claims import allot
from booking.actions.counters import raise_counters
from booking.actions.dates import Asked, Date, judge
from booking.actions.history import picture, record
from booking.actions.holding import Spans, hold, number
from booking.errors import Invalid, OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import Occurrence, Reservation
from booking.outbox.enqueue import tell
from booking.permissions import MEMBER, THE_CLOCK
from booking.queries.alternatives import request_of
from booking.queries.people import account_ids, has_confirmed
from booking.queries.policies import terms
from booking.queries.spaces import policy_of
from booking.queries.waitlist import behind, position, wanted_spans
from booking.queries.wanted import wanted
from booking.rules import notices
from booking.rules.approval import approval_rule
from booking.rules.interval import Interval
from booking.rules.lifecycle import CONFIRMED, FOR_APPLICANT, FOR_STAFF, TENTATIVE, WAITLISTED
from booking.rules.policy import Booker, Terms
from booking.rules.waitlist import AS_OFFER, TO_ALL, placing

MOST = 20  # in one transaction; the clock looks at the rest


@dataclass(frozen=True, slots=True)
class Left:
    """A place in line that somebody left: `date_id` stood there `since`, for those `spans` by resource."""

    date_id: int
    since: datetime | None
    interval: Interval
    spans: Mapping[int, list[Interval]]


def left_by(entry: Occurrence) -> Left:
    """The place that it has now, or had until it was placed or called off."""
    return Left(entry.id, entry.waitlisted_at, entry.interval, wanted_spans(entry))


def promote(freed: Spans, now: datetime, gone: Sequence[Left] = ()) -> list[Occurrence]:
    """The first in line who still fits every rule, and so on, as far as there is room; the rest are told
    that they moved up. `gone` are places that were left by themselves. The rows must be locked.
    """
    db.session.flush()
    line = behind(freed, now)
    placed = [entry for entry in line[:MOST] if place(entry, now)]
    db.session.flush()
    left = [*map(left_by, placed), *gone]
    for entry in line:
        if entry.status == WAITLISTED and any(_was_before(entry, each) for each in left):
            tell(notices.MOVED_UP, entry.reservation, now, [entry], position=position(entry))
    return placed


def _was_before(entry: Occurrence, left: Left) -> bool:
    """Whether that place was ahead of it, for a time and a space that it wants too."""
    assert left.since is not None and entry.waitlisted_at is not None
    ahead = (left.since, left.date_id) < (entry.waitlisted_at, entry.id) and left.date_id != entry.id
    return ahead and bool({*left.spans} & {*wanted_spans(entry)}) and left.interval.meets(entry.interval)


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
    """As `fitted`; None while it does not fit."""
    try:
        return fitted(entry, now)
    except (Invalid, OutOfPolicy, SlotTaken):
        return None


def fitted(entry: Occurrence, now: datetime) -> tuple[Date, Terms]:
    """What it would hold now, and its space's terms. Raises Invalid, OutOfPolicy, SlotTaken: why it does not
    fit."""
    request = request_of(entry)
    needed = wanted(request)
    date = Date(entry.recurrence_id, entry.interval, list(needed.spaces), needed.held(needed.spaces))
    whole = Interval(min(now, entry.starts_at), entry.ends_at + timedelta(days=1))  # to count working days
    rules = terms(list(needed.resources()), whole)
    judge([date], Asked(request.headcount, request.answers, booker_of(entry.reservation)), rules, now)
    if broken := [rule for rule in date.broken if rule.code not in entry.reservation.waived]:
        raise OutOfPolicy(broken)
    allot([date], needed, request.equipment, rules, now, opened=[entry.reservation_id])
    if date.conflicts:
        raise SlotTaken(date.conflicts)
    return date, rules[needed.spaces[0].id]


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
    hold(entry, date.spans)


def needs_staff(entry: Occurrence, rules: Terms) -> bool:
    """What staff put on the list needs no further yes of theirs."""
    booking = entry.reservation
    if booking.booked_by is not None and booking.booked_by.role != MEMBER:
        return False
    if booking.waived:  # it was asked for against a rule, which only staff can allow
        return True
    kind = booking.company.kind if booking.company else None
    known = partial(has_confirmed, booking.company_id, booking.person_id)
    first, *others = entry.spaces
    policies = {first.id: rules.policy, **{space.id: policy_of(space) for space in others}}
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
