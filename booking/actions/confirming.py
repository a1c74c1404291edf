"""A held mail is confirmed by its sender, or by staff for them (D35); then it is handled as if believed."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from booking.actions.history import record
from booking.actions.inbound import GONE
from booking.actions.transaction import transaction
from booking.errors import NotFound, WrongState
from booking.extensions import db
from booking.models import InboundMessage
from booking.models.inbound import HELD, WAITING
from booking.outbox.confirm import tell_confirm
from booking.permissions import APPLICANT, Actor, demand
from booking.rules.confirming import Confirmation

NOT_HELD, OVER = "inbound_not_held", "confirm_over"


@transaction
def ask_to_confirm(inbound_id: int, asked: dict[str, Any], *, now: datetime) -> None:
    """By a link, and once a day and address."""
    tell_confirm(inbound_id, asked, now)


@transaction
def confirm_by_link(inbound_id: int, confirmation: Confirmation, *, now: datetime) -> None:
    """Its sender says that it is theirs; a second time changes nothing. Raises NotFound, WrongState."""
    row = _locked(inbound_id)
    if row.confirmed_at:
        return
    if row.status == HELD and now >= datetime.fromisoformat(row.told["until"]):
        raise WrongState(OVER)
    _confirm(row, confirmation, _as_actor(row, confirmation), now)


@transaction
def confirm_for(inbound_id: int, *, by: Actor, now: datetime) -> None:
    """Staff take it as confirmed: they know the sender. Raises Forbidden, NotFound, WrongState."""
    demand(by, "desk")
    _confirm(_locked(inbound_id), Confirmation(), by, now)


def _locked(inbound_id: int) -> InboundMessage:
    row = db.session.get(InboundMessage, inbound_id, with_for_update=True)
    if row is None:
        raise NotFound()
    return row


def _confirm(row: InboundMessage, confirmation: Confirmation, by: Actor, now: datetime) -> None:
    if row.status != HELD:
        raise WrongState(NOT_HELD)
    if row.raw is None:
        raise WrongState(GONE)
    applicant = confirmation.applicant
    row.status, row.due_at, row.tries, row.error, row.confirmed_at = WAITING, now, 0, "", now
    row.applicant = asdict(applicant) if applicant else None
    row.answers = dict(confirmation.answers)
    after = {"sender": row.sender, "applicant": row.applicant, "answers": row.answers}
    record("confirm_inbound", by, now, subject=f"inbound:{row.id}", after=after)


def _as_actor(row: InboundMessage, confirmation: Confirmation) -> Actor:
    person = confirmation.applicant
    return Actor(None, (person and person.name) or row.sender, row.sender, APPLICANT, "link")
