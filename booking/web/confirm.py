"""The sender of a mail that is held says that it is theirs, by a personal link; a look confirms nothing."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, url_for
from flask_babel import get_locale

from booking import clock
from booking.actions.confirming import confirm_by_link
from booking.errors import BookingError, NotFound
from booking.forms.account import zones
from booking.forms.confirm import NAMES, ConfirmForm, confirm_form
from booking.ical.received import REQUEST
from booking.inbound_words import of_confirmed
from booking.mail.letter import interval_of
from booking.models import InboundMessage, User
from booking.queries.confirming import confirmable, held_beside, is_held, questions_lacking, said_to_be
from booking.queries.people import by_email
from booking.queries.policies import centre, with_policies
from booking.rules.links import CONFIRM, genuine, id_of, signed
from booking.series_words import of_rrule
from booking.web.headers import private
from booking.web.language import meet
from booking.wording import of_error

blueprint = Blueprint("confirm", __name__)


@blueprint.get("/confirm/<token>")
def show(token: str) -> Any:
    return _page(token, _mail(token))


@blueprint.post("/confirm/<token>")
def confirm(token: str) -> Any:
    row = _mail(token)
    if not is_held(row, clock.now()):
        return _page(token, row, status=200 if row.confirmed_at else 409)
    form = _form(row, by_email(row.sender))
    try:
        confirm_by_link(row.id, form.to_confirmation(row.sender), now=clock.now())
    except BookingError as refusal:
        return _page(token, _mail(token), form, refusal, refusal.status)
    return private(redirect(url_for(".show", token=token), 303))


def _mail(token: str) -> InboundMessage:
    """In its sender's language. Raises NotFound for a link that is wrong."""
    inbound_id, settings = id_of(token), current_app.config
    row = confirmable(inbound_id) if inbound_id is not None else None
    keys = [settings["SECRET_KEY"], *settings["SECRET_KEY_FALLBACKS"]]
    if row is None or not genuine(token, keys, CONFIRM, row.id):
        raise NotFound()
    if locale := row.told.get("locale"):
        meet(locale)
    return row


def _form(row: InboundMessage, account: User | None, *formdata: None) -> ConfirmForm:
    lacking = _lacks_a_name(row, account)
    filled = {"name": row.told["name"], "locale": str(get_locale()), "tzid": row.told["tzid"]}
    if lacking and (before := said_to_be(row.sender)):
        filled = {name: getattr(before, name) for name in NAMES}
    return confirm_form(questions_lacking(row), lacking, *formdata, **filled)


def _lacks_a_name(row: InboundMessage, account: User | None) -> bool:
    """Who asks for a space has to be known; who answers an invitation is known by it."""
    return account is None and row.told["method"] == REQUEST


def _page(
    token: str,
    row: InboundMessage,
    form: ConfirmForm | None = None,
    refused: BookingError | None = None,
    status: int = 200,
) -> Response:
    now = clock.now()
    asked = _asked(row, form) if is_held(row, now) else {"form": None}
    shown = render_template(
        "confirm/show.html",
        here=url_for(".show", token=token),
        row=row,
        told=form.refuse(refused) if form and refused and asked["form"] else [],
        thanks=of_confirmed(row.told.get("method", ""), row.outcome),
        refusal=of_error(refused) if refused else "",
        others=[(other, _link(other)) for other in held_beside(row, now)],
        **asked,
    )
    return private(make_response(shown, status))


def _asked(row: InboundMessage, form: ConfirmForm | None) -> dict[str, Any]:
    """What the mail asks for, by the clocks of both sides, and what its sender is asked."""
    asked, account = row.told, by_email(row.sender)
    spaces = with_policies(asked["spaces"])
    return {
        "asked": asked,
        "spaces": spaces,
        "times": interval_of(asked) if asked["starts_at"] else None,
        "tzid": spaces[0].tzid if spaces else centre().tzid,
        "own_tzid": account.tzid if account else asked["tzid"],
        "rule": _rule(asked),
        "until": datetime.fromisoformat(asked["until"]),
        "form": form or _form(row, account, None),
        "lacking": _lacks_a_name(row, account),
        "zones": zones(),
    }


def _rule(asked: dict[str, Any]) -> str:
    if not asked["rrule"]:
        return ""
    return of_rrule(asked["rrule"], datetime.fromisoformat(asked["dtstart"]), asked["tzid"])


def _link(row: InboundMessage) -> str:
    return url_for(".show", token=signed(current_app.config["SECRET_KEY"], CONFIRM, row.id))
