"""What came in, what became of it and why, and what staff do about it."""

from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext

from booking import clock
from booking.actions.confirming import confirm_for
from booking.actions.inbound import retry_inbound
from booking.errors import BookingError, NotFound
from booking.forms.among import EVERY
from booking.forms.inbound import inbound_form
from booking.inbound_words import of_inbound, of_inbound_status
from booking.mail.letter import interval_of
from booking.models import InboundMessage
from booking.models.inbound import FAILED, HELD
from booking.queries.inbound import held_count, inbound, inbound_counts, inbound_standing, one_inbound
from booking.queries.outbox import titles_of
from booking.rules.interval import Interval
from booking.web.admin.paging import SHOWN, before, cut
from booking.web.visitor import require
from booking.wording import of_error

blueprint = Blueprint("inbound", __name__, url_prefix="/admin/inbound")
ONE = "/<int(max=2147483647):inbound_id>"
NAMES = ("status", "text", "before")
LONGEST_HEAD = 65536  # bytes


@blueprint.record_once
def _names_for_pages(state: Any) -> None:
    state.app.jinja_env.globals.update(of_inbound=of_inbound, of_inbound_status=of_inbound_status)


@blueprint.get("")
def index() -> Any:
    require("desk")
    return _page()


@blueprint.get(ONE)
def show(inbound_id: int) -> Any:
    require("desk")
    return _one(inbound_id)


@blueprint.get(f"{ONE}/raw")
def raw(inbound_id: int) -> Any:
    """As text, and never opened here: it is a stranger's."""
    require("desk")
    content = one_inbound(inbound_id).raw
    if content is None:
        raise NotFound()
    answer = Response(content, mimetype="text/plain")
    answer.headers.set("Content-Disposition", "attachment", filename=f"inbound-{inbound_id}.eml.txt")
    return answer


@blueprint.post(f"{ONE}/retry")
def retry(inbound_id: int) -> Any:
    by = require("desk")
    try:
        retry_inbound(inbound_id, by=by, now=clock.now())
    except BookingError as refused:
        return _one(inbound_id, of_error(refused)), refused.status
    flash(gettext("It will be handled again in a moment."), "success")
    return _back(inbound_id)


@blueprint.post(f"{ONE}/confirmation")
def confirmation(inbound_id: int) -> Any:
    """Staff take it as confirmed: they know its sender."""
    by = require("desk")
    try:
        confirm_for(inbound_id, by=by, now=clock.now())
    except BookingError as refused:
        return _one(inbound_id, of_error(refused)), refused.status
    flash(gettext("It will be handled in a moment, as a mail of its sender."), "success")
    return _back(inbound_id)


def _back(inbound_id: int) -> Any:
    """To the list as it was, or to the mail."""
    asked = {name: request.args[name] for name in NAMES if request.args.get(name)}
    return redirect(url_for(".index", **asked) if asked else url_for(".show", inbound_id=inbound_id), 303)


def _page() -> str:
    failed, waiting = inbound_counts()
    form = inbound_form(request.args, FAILED if failed else EVERY)
    among = form.to_request()
    found, more = cut(inbound(among, before(), SHOWN + 1))
    asked = {"status": form.status.data, "text": among.text}
    return render_template(
        "admin/inbound.html",
        form=form,
        found=found,
        titles=titles_of(found),
        more=more,
        asked=asked,
        here=asked | {"before": before()},
        failed=failed,
        waiting=waiting,
        held=held_count(),
        read=bool(current_app.config["INBOUND_URL"]),
        standing=inbound_standing(clock.now()),
    )


def _one(inbound_id: int, refusal: str = "") -> str:
    row = one_inbound(inbound_id)
    told = {"row": row, "head": _head(row.raw or b""), "titles": titles_of([row]), "refusal": refusal}
    return render_template("admin/inbound_mail.html", **told, times=_times(row))


def _times(row: InboundMessage) -> Interval | None:
    """Of the meeting that a held mail is about, the first of a series."""
    return interval_of(row.told) if row.status == HELD and row.told["starts_at"] else None


def _head(content: bytes) -> str:
    """As it stands."""
    lines = content[:LONGEST_HEAD].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return lines.decode("utf-8", "replace").replace("\0", "")
