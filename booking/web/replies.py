"""An invited person answers by a personal link, without an account; a look at it never answers."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, make_response, redirect, render_template, url_for
from flask_babel import force_locale, gettext

from booking import clock
from booking.actions.reply import reply
from booking.errors import BookingError, NotFound
from booking.forms import refusal as refusals
from booking.forms.decision import refuse_wrong, typed
from booking.forms.reply import ReplyForm
from booking.models import Attendee, Occurrence
from booking.queries.invitations import invitation
from booking.rules.lifecycle import HOLDING
from booking.rules.links import REPLY, attendee_of, genuine
from booking.wording import of_error

blueprint = Blueprint("replies", __name__)


@blueprint.get("/reply/<token>")
def show(token: str) -> Any:
    return _page(invited_by(token))


@blueprint.post("/reply/<token>")
def answer(token: str) -> Any:
    attendee = invited_by(token)
    with force_locale(attendee.locale):
        form = ReplyForm()
        if not _open(attendee):
            return _page(attendee, status=409)
        try:
            refuse_wrong({"comment": typed(form.comment)})
            reply(
                attendee.id, partstat=form.partstat.data or "", comment=typed(form.comment), now=clock.now()
            )
        except BookingError as refusal:
            return _page(attendee, form, refusal, refusal.status)
        flash(gettext("Thank you. Your answer has been noted; you can change it here."))
    return _private(redirect(url_for(".show", token=token), 303))


def invited_by(token: str) -> Attendee:
    """Whose link it is. Raises NotFound for one that is wrong or was revoked."""
    attendee_id = attendee_of(token)
    attendee = invitation(attendee_id) if attendee_id is not None else None
    settings = current_app.config
    keys = [settings["SECRET_KEY"], *settings["SECRET_KEY_FALLBACKS"]]
    if attendee is None or not genuine(token, keys, REPLY, attendee.id, attendee.generation):
        raise NotFound()
    return attendee


def _coming(attendee: Attendee) -> list[Occurrence]:
    now = clock.now()
    return [o for o in attendee.reservation.occurrences if o.status in HOLDING and o.ends_at > now]


def _open(attendee: Attendee) -> bool:
    """Whether there is anything left to answer."""
    return bool(_coming(attendee))


def _page(
    attendee: Attendee, form: ReplyForm | None = None, refused: BookingError | None = None, status: int = 200
) -> Response:
    with force_locale(attendee.locale):
        form = form or ReplyForm(None, partstat=attendee.partstat, comment=attendee.comment)
        shown = render_template(
            "replies/show.html",
            attendee=attendee,
            booking=attendee.reservation,
            answerable=_open(attendee),
            form=form,
            told=refusals.tell(form, refused) if refused else [],
            refusal=of_error(refused) if refused else "",
        )
    return _private(make_response(shown, status))


def _private(response: Response) -> Response:
    """The address is the key: it goes to no other page and into no cache."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response
