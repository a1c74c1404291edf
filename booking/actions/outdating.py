"""Proposals that a change has overtaken, and those that are open again because it was undone."""

from collections.abc import Collection, Iterator
from datetime import datetime

from sqlalchemy import exists, or_, update
from sqlalchemy.orm import aliased

from booking.actions.history import Picture
from booking.extensions import db
from booking.models import Proposal
from booking.models.proposal import ACCEPTED, OPEN, OUTDATED
from booking.rules.lifecycle import HOLDING


def outdate(before: Picture, after: Picture, now: datetime) -> None:
    """Those about dates that are no longer when they were, and of people who were taken off the list."""
    dates, people = sorted(_moved(before, after)), sorted(_removed(before, after))
    if not dates and not people:
        return
    meant = or_(Proposal.occurrence_id.in_(dates), Proposal.attendee_id.in_(people))
    over = update(Proposal).where(meant, Proposal.status == OPEN).values(status=OUTDATED, decided_at=now)
    db.session.execute(over.execution_options(synchronize_session="fetch"))


def reopen(reservation_ids: Collection[int], decided_at: datetime) -> None:
    """What was accepted, or overtaken, by that which was undone; but where a newer one is open."""
    newer = aliased(Proposal)
    same = (newer.occurrence_id == Proposal.occurrence_id) & (newer.attendee_id == Proposal.attendee_id)
    replaced = exists().where(same, newer.whole == Proposal.whole, newer.status == OPEN)
    then = (Proposal.reservation_id.in_(reservation_ids), Proposal.decided_at == decided_at)
    over = update(Proposal).where(*then, Proposal.status.in_((ACCEPTED, OUTDATED)), ~replaced)
    again = over.values(status=OPEN, decided_at=None, decided_by_id=None)
    db.session.execute(again.execution_options(synchronize_session=False))


def _moved(before: Picture, after: Picture) -> Iterator[int]:
    """Called off, too, and those that went on in another series."""
    now_at = {date["id"]: _when(date) for date in after["occurrences"]}
    return (date["id"] for date in before["occurrences"] if now_at.get(date["id"]) != _when(date))


def _when(date: Picture) -> tuple[str, str, bool]:
    return date["starts_at"], date["ends_at"], date["status"] in HOLDING


def _removed(before: Picture, after: Picture) -> set[int]:
    return _invited(before) - _invited(after)


def _invited(picture: Picture) -> set[int]:
    return {person["id"] for person in picture["attendees"] if not person["removed"]}
