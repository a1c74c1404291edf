"""The desk's first verb: every way in books through here."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from booking.actions.claims import choose
from booking.actions.counters import raise_counters
from booking.actions.history import picture, record
from booking.actions.idempotency import Once, keep, refuse_repetition
from booking.actions.locks import lock_people, lock_wanted
from booking.actions.parties import Parties, parties
from booking.actions.rows import reservation_rows
from booking.actions.transaction import Undo, transaction
from booking.errors import BrokenRule, Invalid, OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import Reservation
from booking.outbox.enqueue import tell
from booking.permissions import OWN, Actor, demand, may
from booking.queries.alternatives import alternatives
from booking.queries.people import has_confirmed
from booking.queries.policies import terms
from booking.queries.wanted import Wanted, wanted
from booking.rules import notices
from booking.rules.approval import approval_rule
from booking.rules.availability import reach
from booking.rules.intake import faults, unjudgeable
from booking.rules.policy import Terms, Wish, broken_rules
from booking.rules.requests import BookingRequest

Answer = Callable[[Reservation], Any]


def book(
    request: BookingRequest,
    *,
    by: Actor,
    now: datetime,
    answer: Answer | None = None,
    once: Once | None = None,
    preview: bool = False,
) -> Any:
    """The reservation, or `answer` of it worked out within the transaction.

    Raises Invalid, Forbidden, OutOfPolicy, SlotTaken with alternatives, AlreadyDone,
    IdempotencyMismatch, Busy.
    """
    demand(by, "book", OWN)
    if wrong := faults(request):
        raise Invalid([*wrong, *_broken_besides(request, wrong, now)])
    try:
        return _book(request, by, now, answer or _itself, once, preview)
    except SlotTaken as taken:
        raise SlotTaken(taken.conflicts, alternatives(request, now)) from taken


def _itself(reservation: Reservation) -> Reservation:
    return reservation


@transaction
def _book(
    request: BookingRequest, by: Actor, now: datetime, answer: Answer, once: Once | None, preview: bool
) -> Any:
    people, needed = _locked(request, by, once)
    terms_by_id = terms(list(needed.resources()), reach(request.interval))
    spaces = [terms_by_id[space.id] for space in needed.spaces]
    broken = _within_policy(request, spaces, by, now)
    claims = choose(needed, request.equipment, request.interval, terms_by_id)
    rule = _approval(needed, terms_by_id, people, by)
    reservation = reservation_rows(request, people, needed, claims, rule, by, now)
    db.session.add(reservation)
    db.session.flush()
    _tell(reservation, rule, terms_by_id[needed.spaces[0].id], now)
    raise_counters(reservation, people.account_ids)
    _record(reservation, rule, broken, request, by, now)
    result = answer(reservation)
    if preview:
        raise Undo(result)
    if once:
        keep(once, by, now, reservation, result)
    return result


def _locked(request: BookingRequest, by: Actor, once: Once | None) -> tuple[Parties, Wanted]:
    """Who and what it is about; their rows are locked. A repetition ends here."""
    people = parties(request, by)
    lock_people([people.company_id], {by.id, *people.account_ids})
    if once:
        refuse_repetition(once, by)
    return people, lock_wanted(request)


def _within_policy(
    request: BookingRequest, spaces: list[Terms], by: Actor, now: datetime
) -> list[BrokenRule]:
    """The rules that staff override with a reason. Raises OutOfPolicy with all that are broken."""
    broken = _broken(request, spaces, now)
    if broken and not (request.override_reason.strip() and may(by, "override")):
        raise OutOfPolicy(broken)
    return broken


def _broken(request: BookingRequest, spaces: list[Terms], now: datetime) -> list[BrokenRule]:
    """Each once, though several spaces may have the same rule."""
    wish = Wish(request.interval, request.headcount, request.answers, now)
    seen: list[BrokenRule] = []
    for rule in (rule for space in spaces for rule in broken_rules(wish, space)):
        if rule not in seen:
            seen.append(rule)
    return seen


def _broken_besides(request: BookingRequest, wrong: list[BrokenRule], now: datetime) -> list[BrokenRule]:
    """The centre's rules that are broken too, so that everything is told at once."""
    if unjudgeable(wrong):
        return []
    spaces = wanted(request).spaces
    return _broken(request, list(terms(spaces, reach(request.interval)).values()), now)


def _approval(needed: Wanted, terms_by_id: dict[int, Terms], people: Parties, by: Actor) -> str | None:
    """Staff decide by booking."""
    if by.is_staff:
        return None
    policies = [terms_by_id[space.id].policy for space in needed.spaces]
    known = partial(has_confirmed, people.company_id, people.person_id)
    return approval_rule(policies, people.company_kind, known)


def _tell(reservation: Reservation, rule: str | None, space: Terms, now: datetime) -> None:
    pending = notices.REQUESTED_OPENLY if space.policy.invite_while_pending else notices.REQUESTED
    tell(pending if rule else notices.CONFIRMED, reservation, now)


def _record(
    reservation: Reservation,
    rule: str | None,
    broken: list[BrokenRule],
    request: BookingRequest,
    by: Actor,
    now: datetime,
) -> None:
    overridden = ",".join(broken_rule.code for broken_rule in broken)
    record(
        "book",
        by,
        now,
        reservation=reservation,
        after=picture(reservation),
        rule=rule or (f"override:{overridden}" if overridden else "within_policy"),
        reason=request.override_reason,
    )
