"""What goes out, what did not, and what staff do about it."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

from booking import clock
from booking.actions.messages import (
    MOST_AT_ONCE,
    give_up_failed,
    give_up_message,
    retry_failed,
    retry_message,
)
from booking.errors import BookingError
from booking.forms.among import EVERY
from booking.forms.outbox import outbox_form
from booking.models.message import FAILED
from booking.queries.backlog import NOTHING, Backlog, backlog
from booking.queries.outbox import Among, counts, how_many_failed, messages, titles_of
from booking.web.admin.paging import SHOWN, before, cut
from booking.web.visitor import require, visitor
from booking.wording import of_error, of_mail, of_mail_status

blueprint = Blueprint("outbox", __name__, url_prefix="/admin/outbox")
ONE = "/<int(max=2147483647):message_id>"
NAMES = ("status", "kind", "recipient", "before")


@blueprint.record_once
def _names_for_pages(state: Any) -> None:
    state.app.jinja_env.globals.update(mail_late=mail_late, of_mail=of_mail, of_mail_status=of_mail_status)


def mail_late() -> Backlog | None:
    """Where nothing goes out although it should; for staff."""
    by = visitor()
    found = backlog(clock.now()) if by and by.is_staff else NOTHING
    return found if found.late(clock.now(), current_app.config["OUTBOX_LATE"]) else None


@blueprint.get("")
def index() -> Any:
    require("desk")
    return _page()


@blueprint.post("/retry")
def retry_all() -> Any:
    """Those that failed among what was shown."""
    by, among = require("desk"), _form(FAILED).to_request()
    done = retry_failed(among, by=by, now=clock.now())
    again = ngettext("%(num)d message is sent again.", "%(num)d messages are sent again.", done.again)
    flash(again, "success")
    if done.left:
        left = ngettext(
            "%(num)d is left as it is: there is no use in sending it now.",
            "%(num)d are left as they are: there is no use in sending them now.",
            done.left,
        )
        flash(left, "info")
    return _back()


@blueprint.post("/giving-up")
def give_up_all() -> Any:
    """Those that failed among what was shown."""
    by, among = require("desk"), _form(FAILED).to_request()
    done = give_up_failed(among, by=by, now=clock.now())
    told = ngettext("%(num)d message will not be sent.", "%(num)d messages will not be sent.", done)
    flash(told, "success")
    return _back()


@blueprint.post(f"{ONE}/retry")
def retry(message_id: int) -> Any:
    by = require("desk")
    try:
        retry_message(message_id, by=by, now=clock.now())
    except BookingError as refused:
        return _page(of_error(refused)), refused.status
    flash(gettext("It is sent again."), "success")
    return _back()


@blueprint.post(f"{ONE}/giving-up")
def give_up(message_id: int) -> Any:
    by = require("desk")
    try:
        give_up_message(message_id, by=by, now=clock.now())
    except BookingError as refused:
        return _page(of_error(refused)), refused.status
    flash(gettext("It will not be sent."), "success")
    return _back()


def _back() -> Any:
    """To what was shown before."""
    asked = {name: request.args[name] for name in NAMES if request.args.get(name)}
    return redirect(url_for(".index", **asked), 303)


def _form(usual: str) -> Any:
    return outbox_form(request.args, usual)


def _page(refusal: str = "") -> str:
    failed, waiting = counts()
    form = _form(FAILED if failed else EVERY)
    among = form.to_request()
    found, more = cut(messages(among, before(), SHOWN + 1))
    asked = {"status": form.status.data, "kind": among.kind, "recipient": among.recipient}
    return render_template(
        "admin/outbox.html",
        form=form,
        found=found,
        titles=titles_of(found),
        more=more,
        asked=asked,
        here=asked | {"before": before()},
        failed=failed,
        waiting=waiting,
        at_once=min(how_many_failed(among), MOST_AT_ONCE) if form.status.data in (FAILED, EVERY) else 0,
        refusal=refusal,
        narrowed=among != Among(among.status),
    )
