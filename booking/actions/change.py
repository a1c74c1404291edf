"""A booking is changed by its difference: only what becomes another gets new claims, numbers and mail."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from booking.actions.answering import Answer, itself
from booking.actions.carrying import carry_out
from booking.actions.changed import Changed, is_nothing, tell_changed
from booking.actions.edits import brings
from booking.actions.history import picture
from booking.actions.holding import Spans
from booking.actions.moves import closed, opened
from booking.actions.planning import Wished, plan_of, request_of_plan
from booking.actions.scopes import ALL
from booking.actions.splitting import split_off
from booking.actions.transaction import Undo, transaction
from booking.actions.waitlist import booker_of
from booking.errors import OutOfPolicy, SlotTaken, Stale
from booking.extensions import db
from booking.models import Reservation
from booking.permissions import Actor
from booking.queries.alternatives import instead_of
from booking.queries.reservations import reservation
from booking.rules.requests import Edit


def change(
    reservation_id: int,
    edit: Edit,
    *,
    by: Actor,
    now: datetime,
    scope: str = ALL,
    recurrence_id: str = "",
    revision: int | None = None,
    preview: bool = False,
    answer: Answer[Changed] | None = None,
) -> Any:
    """What became of it, or `answer` of that worked out within the transaction.

    `revision` is the one that the client read. A preview tells date by date what is in the way instead of
    refusing. What has begun is never touched: a series that has is split (D12).
    Nobody is told of an edit by which nothing becomes another, and nothing is written.
    Raises Invalid, NotFound, Forbidden, WrongState, Stale, and OutOfPolicy and SlotTaken with alternatives.
    """
    wished = Wished(edit, by, now, scope, recurrence_id, revision, preview)
    try:
        return _change(reservation_id, wished, answer or itself)
    except (SlotTaken, OutOfPolicy) as refused:
        if request := refused.values.pop("wished", None):
            booker, there = refused.values.pop("booker"), refused.values.pop("there")
            refused.alternatives = instead_of(refused, request, booker, now, but=there)
        raise


@transaction
def _change(reservation_id: int, wished: Wished, answer: Answer[Changed]) -> Any:
    found, before = opened(reservation_id, "change", wished.by, wished.now, *brings(wished.edit))
    if wished.revision is not None and wished.revision != found.revision - 1:
        raise Stale()
    plan = plan_of(found, wished)
    request = request_of_plan(found, wished, plan)
    booker = booker_of(found, wished.by.is_staff)
    target = split_off(found, plan.dates, wished.now) if plan.split else found
    try:
        changed, freed = carry_out(target, plan, request, booker, wished)
    except (SlotTaken, OutOfPolicy) as refused:
        there = [date.id for date in plan.dates]
        refused.values |= {"wished": request, "booker": booker, "there": there}
        raise
    if wished.preview:
        raise Undo(answer(changed))
    after = picture(changed.reservation)
    if is_nothing(changed, before, after):
        db.session.rollback()
        raise Undo(answer(replace(changed, reservation=reservation(reservation_id), split=False)))
    tell_changed(found, changed, before, after, wished.by, wished.now)
    _close(found, changed, before, freed, wished)
    return answer(changed)


def _close(
    found: Reservation, changed: Changed, before: dict[str, Any], freed: Spans, wished: Wished
) -> None:
    """One entry for the booking, and one for what goes on from it."""
    by, now, reason = wished.by, wished.now, wished.edit.override_reason
    rule = ",".join(broken.code for broken in changed.broken)
    rule = f"override:{rule}" if rule else "within_policy"
    if changed.split:
        closed(changed.reservation, None, "continue", by, now, rule, reason)
    if changed.asked and not changed.split:
        closed(found, before, "request_change", by, now, rule, reason, freed, changed.left)
    else:
        closed(found, before, "change", by, now, rule, reason, freed, changed.left)
