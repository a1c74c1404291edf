"""A change that was wished, from the plan to what is told: what all verbs share that move a booking."""

from dataclasses import replace
from datetime import datetime

from booking.actions.answering import Answer
from booking.actions.carrying import carry_out
from booking.actions.changed import Changed, is_nothing, tell_changed
from booking.actions.history import Picture, picture
from booking.actions.holding import Spans
from booking.actions.invitations import title_dates
from booking.actions.moves import closed
from booking.actions.partstats import ask_again
from booking.actions.planning import Plan, Wished, plan_of, request_of_plan
from booking.actions.splitting import split_off
from booking.actions.transaction import Undo
from booking.actions.waitlist import booker_of
from booking.errors import OutOfPolicy, SlotTaken
from booking.extensions import db
from booking.models import Reservation
from booking.queries.alternatives import instead_of
from booking.queries.reservations import reservation
from booking.rules.requests import BookingRequest


def carry_through(
    found: Reservation, before: Picture, wished: Wished, answer: Answer[Changed]
) -> tuple[Changed, Spans]:
    """Judged, written and told within the caller's transaction, which then has to be closed; with what was
    given up. A preview, and what changes nothing, end it here.

    Raises Invalid, WrongState, Undo, and OutOfPolicy and SlotTaken with what `find_others` needs.
    """
    reservation_id = found.id
    plan = plan_of(found, wished)
    changed, freed = carry(found, plan, request_of_plan(found, wished, plan), wished)
    if wished.preview:
        raise Undo(answer(changed))
    if not told(found, changed, before, wished):
        db.session.rollback()
        raise Undo(answer(replace(changed, reservation=reservation(reservation_id), split=False)))
    return changed, freed


def told(found: Reservation, changed: Changed, before: Picture, wished: Wished) -> bool:
    """Everybody concerned hears of it, and answers anew for what moved. Nobody does, and it is False, where
    nothing became another."""
    after = picture(changed.reservation)
    if is_nothing(changed, before, after):
        return False
    ask_again(changed.reservation, changed.retimed, wished.now)
    changed = replace(changed, accepted=wished.accepted)
    tell_changed(found, changed, before, after, wished.by, wished.now)
    return True


def carry(found: Reservation, plan: Plan, request: BookingRequest, wished: Wished) -> tuple[Changed, Spans]:
    """Judged and written; with what was given up. Raises Invalid, and OutOfPolicy and SlotTaken with what
    `find_others` needs."""
    booker = booker_of(found, wished.by.is_staff)
    target = split_off(found, plan.dates, wished.now) if plan.split else found
    try:
        changed, freed = carry_out(target, plan, request, booker, wished)
    except (SlotTaken, OutOfPolicy) as refused:
        there = [date.id for date in plan.dates]
        refused.values |= {"wished": request, "booker": booker, "there": there}
        raise
    if request.meeting:
        title_dates(target, request.meeting)
    return changed, freed


def find_others(refused: SlotTaken | OutOfPolicy, now: datetime) -> None:
    """Other times, looked for after the transaction that was refused."""
    if request := refused.values.pop("wished", None):
        booker, there = refused.values.pop("booker"), refused.values.pop("there")
        refused.alternatives = instead_of(refused, request, booker, now, but=there)


def continued(changed: Changed, wished: Wished) -> None:
    """An entry for what goes on from it, if it was split."""
    if changed.split:
        rule, reason = rule_of(changed), wished.edit.override_reason
        closed(changed.reservation, None, "continue", wished.by, wished.now, rule, reason)


def closed_as_changed(
    found: Reservation, changed: Changed, before: Picture, freed: Spans, wished: Wished
) -> None:
    by, now, rule, reason = wished.by, wished.now, rule_of(changed), wished.edit.override_reason
    if waits(changed):
        closed(found, before, "request_change", by, now, rule, reason, freed, changed.left)
    else:
        closed(found, before, "change", by, now, rule, reason, freed, changed.left)


def waits(changed: Changed) -> bool:
    """Whether staff have yet to decide."""
    return bool(changed.asked) and not changed.split


def rule_of(changed: Changed) -> str:
    """By which it was done, for the history."""
    rule = ",".join(broken.code for broken in changed.broken)
    return f"override:{rule}" if rule else "within_policy"
