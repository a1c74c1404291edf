"""A booking is changed by its difference: only what becomes another gets new claims, numbers and mail."""

from datetime import datetime
from typing import Any

from booking.actions.answering import Answer, itself
from booking.actions.changed import Changed
from booking.actions.changing import carry_through, closed_as_changed, continued, find_others
from booking.actions.edits import brings
from booking.actions.moves import opened
from booking.actions.planning import Wished
from booking.actions.scopes import ALL
from booking.actions.transaction import transaction
from booking.errors import OutOfPolicy, SlotTaken, Stale
from booking.permissions import Actor
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
        find_others(refused, now)
        raise


@transaction
def _change(reservation_id: int, wished: Wished, answer: Answer[Changed]) -> Any:
    found, before = opened(reservation_id, "change", wished.by, wished.now, *brings(wished.edit))
    if wished.revision is not None and wished.revision != found.revision - 1:
        raise Stale()
    changed, freed = carry_through(found, before, wished, answer)
    continued(changed, wished)
    closed_as_changed(found, changed, before, freed, wished)
    return answer(changed)
