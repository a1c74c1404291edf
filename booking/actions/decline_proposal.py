"""Another time that was proposed is not taken: all stays as it is, and who proposed it is told why."""

from datetime import datetime

from booking.actions.moves import closed, vet
from booking.actions.proposals import decide, facts_of, opened_proposal
from booking.actions.reasons import in_own_words, told
from booking.actions.transaction import transaction
from booking.models import Reservation
from booking.models.proposal import DECLINED
from booking.outbox.enqueue import tell
from booking.permissions import Actor
from booking.rules import notices


@transaction
def decline_proposal(proposal_id: int, *, by: Actor, now: datetime, reason: str = "") -> Reservation:
    """By the booker or staff. A COUNTER is answered by a DECLINECOUNTER (RFC 5546 3.2.8).

    Raises NotFound, Forbidden, Invalid, WrongState.
    """
    said = in_own_words(vet("reason", reason), by)
    asked, found, before = opened_proposal(proposal_id, by, now, changes=False)
    decide(asked, DECLINED, by.id, now)
    by_mail = asked.sequence is not None
    tell(
        notices.COUNTER_DECLINED if by_mail else notices.PROPOSAL_DECLINED,
        found,
        now,
        [asked.occurrence],
        whole=asked.whole,
        proposer=[asked.attendee],
        again=str(asked.id),
        proposed=facts_of(asked),
        **told(said),
    )
    closed(found, before, "decline_proposal", by, now, reason=said.text)
    return found
