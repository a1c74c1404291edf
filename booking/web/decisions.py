"""What staff decide of a request, and what is said when it is done."""

from datetime import datetime
from typing import Any

from flask_babel import gettext

from booking.actions.approve import approve
from booking.actions.decline import decline
from booking.actions.send_back import send_back
from booking.errors import BrokenRule, Invalid
from booking.forms.decision import APPROVE, DECLINE, RETURN, DecisionForm
from booking.permissions import Actor


def decide(reservation_id: int, form: DecisionForm, by: Actor, now: datetime) -> str:
    """Raises what the actions raise, and Invalid when it says none of the three."""
    decision, reason, override = form.checked()
    dates: Any = form.dates()
    if decision == APPROVE:
        approve(reservation_id, by=by, now=now, override_reason=override, revision=form.read, **dates)
        return gettext("Approved. Everybody invited will be told by mail.")
    if decision == DECLINE:
        decline(reservation_id, by=by, now=now, reason=reason, revision=form.read, **form.given(), **dates)
        return gettext("Declined. The applicant will be told, with other times that are free.")
    if decision == RETURN:
        send_back(reservation_id, by=by, now=now, question=reason, **form.given())
        return gettext("Returned. The applicant will be asked by mail.")
    raise Invalid([BrokenRule("unknown_answer", "decision")])
