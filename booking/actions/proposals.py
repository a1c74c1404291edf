"""What the verbs of a proposal share."""

from datetime import datetime
from typing import Any

from booking.actions.history import Picture
from booking.actions.moves import opened
from booking.errors import WrongState
from booking.extensions import db
from booking.models import Occurrence, Proposal, Reservation
from booking.models.proposal import OPEN
from booking.models.reservation import US
from booking.permissions import Actor
from booking.queries.proposals import proposal
from booking.rules.iso import span
from booking.rules.lifecycle import HOLDING

DECIDED = "proposal_decided"


def opened_proposal(
    proposal_id: int, by: Actor, now: datetime, changes: bool = True
) -> tuple[Proposal, Reservation, Picture]:
    """With its booking, locked, and the picture of that. Raises NotFound, Forbidden, WrongState."""
    theirs = proposal(proposal_id).reservation_id
    found, before = opened(theirs, "decide_proposal", by, now, changes=changes)
    asked = proposal(proposal_id)
    if not is_open(asked, now):
        raise WrongState(DECIDED, status=asked.status, wanted=OPEN)
    return asked, found, before


def is_open(asked: Proposal, now: datetime) -> bool:
    """What has begun can no longer be moved."""
    date = asked.occurrence
    return asked.status == OPEN and date.status in HOLDING and date.starts_at > now


def movable(found: Reservation, now: datetime) -> list[Occurrence]:
    """Dates to come of what we organise; not while one of several candidates is to be chosen."""
    if found.choosing or found.organised_by != US:
        return []
    return [date for date in found.occurrences if date.status in HOLDING and date.starts_at > now]


def decide(asked: Proposal, status: str, by_id: int | None, now: datetime) -> None:
    asked.status, asked.decided_at, asked.decided_by_id = status, now, by_id
    db.session.flush()


def facts_of(asked: Proposal) -> dict[str, Any]:
    """As a snapshot keeps them: `was` is when the date is that it is about."""
    who = {"name": asked.attendee.name, "email": asked.attendee.email, "comment": asked.comment}
    return {**span(asked.interval), "was": span(asked.occurrence.interval), "whole": asked.whole, **who}
