"""Another time that was proposed is accepted or declined, by the booker or at the desk."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.accept_proposal import accept_proposal
from booking.actions.changed import Changed
from booking.actions.decline_proposal import decline_proposal
from booking.errors import BookingError
from booking.forms.proposal import ProposalDeclineForm
from booking.queries.choices import choices
from booking.queries.proposals import proposal
from booking.rule_words import of_rule
from booking.web import booking_page
from booking.web.changes import said
from booking.web.obstacles import conflict_text
from booking.wording import of_error

blueprint = Blueprint("proposals", __name__)
ONE = "/proposals/<int(max=2147483647):proposal_id>"


@blueprint.post(f"{ONE}/acceptance")
def accept(proposal_id: int) -> Any:
    reservation_id = proposal(proposal_id).reservation_id
    by, _ = booking_page.seen(reservation_id)
    try:
        done = accept_proposal(proposal_id, by=by, now=clock.now(), answer=_told)
    except BookingError as refusal:
        return _refused(reservation_id, refusal)
    return _back(done["id"], done["said"])


@blueprint.post(f"{ONE}/decline")
def decline(proposal_id: int) -> Any:
    reservation_id = proposal(proposal_id).reservation_id
    by, _ = booking_page.seen(reservation_id)
    try:
        decline_proposal(proposal_id, by=by, now=clock.now(), reason=ProposalDeclineForm().checked())
    except BookingError as refusal:
        return _refused(reservation_id, refusal)
    return _back(reservation_id, gettext("Declined. Whoever proposed it will be told by mail."))


def _told(changed: Changed) -> dict[str, Any]:
    return {"id": changed.reservation.id, "said": said(changed)}


def _back(reservation_id: int, told: str) -> Any:
    flash(told)
    if request.form.get("back") == "desk":
        return redirect(url_for("desk.show"), 303)
    return redirect(url_for("reservations.show", reservation_id=reservation_id), 303)


def _refused(reservation_id: int, refusal: BookingError) -> Any:
    """The booking's page, with what is in the way and what is free instead."""
    by, booking = booking_page.seen(reservation_id)
    offered = choices()
    told = [of_rule(rule) for rule in getattr(refusal, "rules", ())]
    told += [conflict_text(one, offered, booking.venue_tzid) for one in getattr(refusal, "conflicts", ())]
    instead = [(one, offered.chosen(one.spaces)) for one in getattr(refusal, "alternatives", ())]
    sentences = [("", "", sentence) for sentence in told]
    shown = booking_page.page(reservation_id, by, refusal=of_error(refusal), told=sentences, instead=instead)
    return shown, refusal.status
