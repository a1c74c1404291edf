"""The desk's first verb: every way in books through here."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from booking.actions.answering import Answer, itself
from booking.actions.claims import allot
from booking.actions.counters import raise_counters
from booking.actions.dates import Asked, Date, dates_of, excuse_unanswered, judge, span_of, told
from booking.actions.due import await_answers, await_choice
from booking.actions.history import picture, record
from booking.actions.idempotency import Once, keep, refuse_repetition
from booking.actions.invitations import free_uid, title_dates
from booking.actions.locks import lock_people, lock_wanted
from booking.actions.own import mark_own
from booking.actions.parties import Parties, parties
from booking.actions.refusals import refusal_row
from booking.actions.rows import reservation_rows
from booking.actions.sorting import Sorted, sort_out
from booking.actions.transaction import Undo, transaction
from booking.errors import BookingError, BrokenRule, Invalid, OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import Reservation
from booking.outbox.enqueue import tell
from booking.permissions import OWN, Actor, demand, may
from booking.queries.alternatives import instead_of
from booking.queries.people import has_confirmed
from booking.queries.policies import terms
from booking.queries.wanted import Wanted, wanted
from booking.rules import notices
from booking.rules.approval import approval_rule
from booking.rules.intake import faults, unjudgeable
from booking.rules.lifecycle import WAITLISTED
from booking.rules.policy import Policy, Terms
from booking.rules.questions import UNANSWERED
from booking.rules.requests import BookingRequest
from booking.rules.series import planned


def book(
    request: BookingRequest,
    *,
    by: Actor,
    now: datetime,
    answer: Answer[Reservation] | None = None,
    once: Once | None = None,
    preview: bool = False,
) -> Any:
    """The reservation, or `answer` of it worked out within the transaction.

    Raises Invalid, Forbidden, OutOfPolicy and SlotTaken with alternatives, AlreadyDone,
    IdempotencyMismatch, Busy.
    """
    demand(by, "book", OWN)
    if wrong := faults(request):
        raise Invalid([*wrong, *_broken_besides(request, wrong, by, now)])
    try:
        return _book(request, by, now, answer or itself, once, preview)
    except (SlotTaken, OutOfPolicy) as refused:
        booker = refused.values.pop("booker", None) or parties(request, by).booker(by)
        refused.alternatives = instead_of(refused, request, booker, now)
        if not preview:
            with suppress(BookingError, SQLAlchemyError):  # a courtesy: the refusal stands as it was
                _note(refused, request, by, now)
        raise


@transaction
def _note(refused: SlotTaken | OutOfPolicy, request: BookingRequest, by: Actor, now: datetime) -> None:
    """For staff: what was asked, and which rule decided."""
    db.session.add(refusal_row(refused, request, by, now))


@transaction
def _book(
    request: BookingRequest,
    by: Actor,
    now: datetime,
    answer: Answer[Reservation],
    once: Once | None,
    preview: bool,
) -> Any:
    reservation, result = made(request, by, now, answer, once)
    if preview:
        raise Undo(result)
    if once:
        keep(once, by, now, reservation, result)
    return result


def made(
    request: BookingRequest,
    by: Actor,
    now: datetime,
    answer: Answer[Reservation],
    once: Once | None = None,
    continues_id: int | None = None,
) -> tuple[Reservation, Any]:
    """Judged, written, told and noted, within the caller's transaction; for a request without `faults`. The
    `answer` is worked out here, while all that was read for it is at hand.

    Raises Forbidden, and OutOfPolicy and SlotTaken with the `booker`.
    """
    people, needed = _locked(request, by, once)
    dates, terms_by_id = _judged(request, people, needed, by, now)
    unanswered = excuse_unanswered(dates) if request.meeting else []
    decided = _sorted_out(request, dates, terms_by_id, people, by)
    rule = decided.rule or _approval(needed, terms_by_id, people, by) or (UNANSWERED if unanswered else None)
    policy = terms_by_id[needed.spaces[0].id].policy
    reservation = reservation_rows(request, people, needed, decided, rule, by, now)
    reservation.continues_id = continues_id
    if request.candidates:
        await_choice(reservation, needed.spaces[0], policy.choose_within_days, now)
    if unanswered:
        await_answers(reservation, needed.spaces[0], policy.answer_within_days, unanswered, now)
    if request.meeting:
        free_uid(request.meeting, now)
        title_dates(reservation, request.meeting)
    db.session.add(reservation)
    db.session.flush()
    tell(_happened(reservation, rule, policy), reservation, now)
    raise_counters(reservation, people.account_ids)
    _record(reservation, rule, decided.broken, request, by, now)
    return reservation, answer(reservation)


def _locked(request: BookingRequest, by: Actor, once: Once | None) -> tuple[Parties, Wanted]:
    """Who and what it is about; their rows are locked. A repetition ends here."""
    people = parties(request, by)
    lock_people([people.company_id], {by.id, *people.account_ids})
    if once:
        refuse_repetition(once, by)
    return people, lock_wanted(request)


def _judged(
    request: BookingRequest, people: Parties, needed: Wanted, by: Actor, now: datetime
) -> tuple[list[Date], dict[int, Terms]]:
    """Every date with the rules it breaks and, where it is free, what it would hold."""
    dates = dates_of(planned(request), needed)
    terms_by_id = terms(list(needed.resources()), span_of(dates))
    judge(dates, _asked(request, people, by), terms_by_id, now, once=bool(request.candidates))
    allot(dates, needed, request.equipment, terms_by_id, now)
    mark_own(dates, people.booker(by), terms_by_id, now)
    return dates, terms_by_id


def _asked(request: BookingRequest, people: Parties, by: Actor) -> Asked:
    return Asked(request.headcount, request.answers, people.booker(by), bool(request.rrule))


def _sorted_out(
    request: BookingRequest, dates: list[Date], terms_by_id: dict[int, Terms], people: Parties, by: Actor
) -> Sorted:
    """Raises OutOfPolicy, SlotTaken, with the `booker`: other times are looked for afterwards."""
    try:
        return sort_out(
            dates,
            request.on_conflict,
            terms_by_id[dates[0].spaces[0].id].policy,
            override=bool(request.override_reason.strip()) and may(by, "override"),
            company_kind=people.company_kind,
            is_staff=by.asks_nobody,
        )
    except (OutOfPolicy, SlotTaken) as refused:
        refused.values["booker"] = people.booker(by)
        raise


def _broken_besides(
    request: BookingRequest, wrong: list[BrokenRule], by: Actor, now: datetime
) -> list[BrokenRule]:
    """The centre's rules that are broken too, so that everything is told at once."""
    if unjudgeable(wrong):
        return []
    people, needed = parties(request, by), wanted(request)
    dates = dates_of(planned(request), needed)
    rules = terms(list(needed.resources()), span_of(dates))
    judge(dates, _asked(request, people, by), rules, now, once=bool(request.candidates))
    if request.meeting:
        excuse_unanswered(dates)
    return told(dates)


def _approval(needed: Wanted, terms_by_id: dict[int, Terms], people: Parties, by: Actor) -> str | None:
    """Staff decide by booking."""
    if by.asks_nobody:
        return None
    policies = {space.id: terms_by_id[space.id].policy for space in needed.spaces}
    known = partial(has_confirmed, people.company_id, people.person_id)
    return approval_rule(policies, people.company_kind, known)


def _happened(reservation: Reservation, rule: str | None, policy: Policy) -> str:
    if reservation.status == WAITLISTED:
        return notices.WAITLISTED
    if reservation.choosing:
        return notices.CANDIDATES
    if any(date.asks for date in reservation.occurrences):
        return notices.RETURNED
    pending = notices.REQUESTED_OPENLY if policy.invite_while_pending else notices.REQUESTED
    return pending if rule else notices.CONFIRMED


def _record(
    reservation: Reservation,
    rule: str | None,
    broken: list[BrokenRule],
    request: BookingRequest,
    by: Actor,
    now: datetime,
) -> None:
    overridden = ",".join(dict.fromkeys(broken_rule.code for broken_rule in broken))
    record(
        "book",
        by,
        now,
        reservation=reservation,
        after=picture(reservation),
        rule=rule or (f"override:{overridden}" if overridden else "within_policy"),
        reason=request.override_reason,
    )
