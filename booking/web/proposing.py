"""Another time, proposed by an invited person's own link, without an account."""

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.propose import propose
from booking.errors import BookingError
from booking.web.headers import private
from booking.web.invited import invited_by, turn_of
from booking.web.proposal_page import proposal_of
from booking.web.replies import page

blueprint = Blueprint("proposing", __name__)


@blueprint.post("/reply/<token>/proposal")
def create(token: str) -> Any:
    attendee = invited_by(token, clock.now())
    form = proposal_of(attendee, clock.now(), request.form)
    if form is None or not turn_of(attendee, clock.now()).answerable:
        return page(attendee, status=409)
    try:
        propose(attendee.id, form.to_wish(), now=clock.now())
    except BookingError as refusal:
        return page(invited_by(token, clock.now()), None, refusal, refusal.status, form)
    flash(gettext("Thank you. The organizer is told; until somebody decides, the meeting stays as it is."))
    return private(redirect(url_for("replies.show", token=token), 303))
