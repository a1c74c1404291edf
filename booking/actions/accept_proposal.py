"""Another time that was proposed takes the place of the old, under the rules of every change."""

from datetime import datetime
from typing import Any

from booking.actions.answering import Answer, itself
from booking.actions.changed import Changed
from booking.actions.changing import carry_through, closed_as_changed, continued, find_others, rule_of, waits
from booking.actions.moves import closed
from booking.actions.planning import Wished
from booking.actions.proposals import decide, facts_of, opened_proposal
from booking.actions.scopes import ALL, ONE
from booking.actions.transaction import transaction
from booking.errors import OutOfPolicy, SlotTaken
from booking.models import Proposal
from booking.models.proposal import ACCEPTED
from booking.permissions import Actor
from booking.rules.requests import Edit


def accept_proposal(
    proposal_id: int, *, by: Actor, now: datetime, answer: Answer[Changed] | None = None
) -> Any:
    """By the booker or staff; everybody hears of the change as of any other, and who proposed it that it is
    theirs.

    Where it cannot be done the proposal stays open. Raises NotFound, Forbidden, Invalid, WrongState, and
    OutOfPolicy and SlotTaken with alternatives.
    """
    try:
        return _accept(proposal_id, by, now, answer or itself)
    except (SlotTaken, OutOfPolicy) as refused:
        find_others(refused, now)
        raise


@transaction
def _accept(proposal_id: int, by: Actor, now: datetime, answer: Answer[Changed]) -> Any:
    asked, found, before = opened_proposal(proposal_id, by, now)
    wished = _wished(asked, by, now)
    decide(asked, ACCEPTED, by.id, now)
    changed, freed = carry_through(found, before, wished, answer)
    continued(changed, wished)
    if waits(changed):
        closed_as_changed(found, changed, before, freed, wished)
    else:
        closed(found, before, "accept_proposal", by, now, rule_of(changed), "", freed, changed.left)
    return answer(changed)


def _wished(asked: Proposal, by: Actor, now: datetime) -> Wished:
    scope = ALL if asked.whole else ONE
    edit = Edit(interval=asked.interval)
    date = asked.occurrence.recurrence_id
    return Wished(edit, by, now, scope, date, revision=None, preview=False, accepted=facts_of(asked))
