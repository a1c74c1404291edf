"""Mails as their readers see them: kept in the folder, in the outbox, or of a kind that is still to come."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, abort, current_app, render_template, request, url_for

from booking import clock
from booking.errors import NotFound
from booking.mail.compose import compose
from booking.mail.kept import Kept, kept, named
from booking.mail.reading import read
from booking.mail.sample import KINDS, sample_letter
from booking.mail.sender import sender
from booking.models import Message
from booking.outbox.letters import letter
from booking.queries.mails import newest_of
from booking.queries.outbox import message
from booking.rules.locales import LOCALES
from booking.rules.webhooks import WEBHOOK
from booking.web.visitor import require
from booking.wording import LOCALE_NAMES, of_mail

blueprint = Blueprint("mail", __name__, url_prefix="/admin/mail")
SHOWN = 50
OF_MESSAGE, OF_FILE = "/of/<int(max=2147483647):message_id>", "/kept/<name>"
PREVIEW = "/preview/<kind>/<locale>"
# Another document within ours: no script, nothing fetched, and its links open beside it.
FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox"
)
_HEAD = '<head>\n<base target="_blank">'


@blueprint.get("")
def index() -> Any:
    require("desk")
    found, page = kept(_folder()), max(request.args.get("page", 1, type=int), 1)
    first = min(page - 1, len(found)) * SHOWN
    return render_template(
        "admin/mails.html",
        found=[(one, one.head()) for one in found[first : first + SHOWN]],
        count=len(found),
        page=page,
        more=len(found) > first + SHOWN,
        sending=bool(current_app.config["SMTP_URL"]),
        folder=_folder(),
    )


@blueprint.get(OF_FILE)
def of_file(name: str) -> Any:
    require("desk")
    found = _kept(name)
    frame, file = (url_for(f".{view}", name=name) for view in ("html_of_file", "download_file"))
    return _page(found.path.read_bytes(), frame, file=file, kept=True)


@blueprint.get(f"{OF_FILE}/html")
def html_of_file(name: str) -> Any:
    require("desk")
    return _framed(_kept(name).path.read_bytes())


@blueprint.get(f"{OF_FILE}/download")
def download_file(name: str) -> Any:
    require("desk")
    return _file(_kept(name).path.read_bytes(), name)


@blueprint.get(OF_MESSAGE)
def of_message(message_id: int) -> Any:
    require("desk")
    found = message(message_id)
    content = _content(found)
    if content is None or found.kind == WEBHOOK:
        raw = (content or b"").decode("utf-8", "replace")
        return render_template("admin/mail_raw.html", row=found, raw=raw)
    file = url_for(".download_message", message_id=message_id) if found.content is not None else ""
    return _page(content, url_for(".html_of_message", message_id=message_id), file=file, row=found)


@blueprint.get(f"{OF_MESSAGE}/html")
def html_of_message(message_id: int) -> Any:
    require("desk")
    return _framed(_content(message(message_id)) or b"")


@blueprint.get(f"{OF_MESSAGE}/download")
def download_message(message_id: int) -> Any:
    require("desk")
    found = message(message_id)
    if found.content is None:
        raise NotFound()
    return _file(found.content, f"{found.id}-{found.kind}.eml")


@blueprint.get("/preview")
def previews() -> Any:
    require("desk")
    return render_template("admin/mail_kinds.html", kinds=sorted(KINDS, key=of_mail), locales=LOCALE_NAMES)


@blueprint.get(PREVIEW)
def preview(kind: str, locale: str) -> Any:
    require("desk")
    content, real = _previewed(kind, locale)
    frame = url_for(".html_of_preview", kind=kind, locale=locale, **_sampled())
    return _page(content, frame, kind=kind, locale=locale, real=real, locales=LOCALE_NAMES)


@blueprint.get(f"{PREVIEW}/html")
def html_of_preview(kind: str, locale: str) -> Any:
    require("desk")
    return _framed(_previewed(kind, locale)[0])


def _folder() -> Path:
    return Path(current_app.config["INSTANCE_PATH"]) / "mail"


def _kept(name: str) -> Kept:
    """Raises NotFound."""
    found = named(_folder(), name)
    if found is None:
        raise NotFound()
    return found


def _content(found: Message) -> bytes | None:
    """As it was or will be sent; of a mail that is not written yet, as it would be now."""
    if found.content is not None or found.kind not in KINDS:
        return found.content
    us = sender(current_app.config)
    return compose(letter(found, clock.now(), us), us)


def _sampled() -> dict[str, str]:
    return {"sample": "1"} if request.args.get("sample") else {}


def _previewed(kind: str, locale: str) -> tuple[bytes, bool]:
    """Of the newest mail of that kind, and whether there is one; else of made-up facts. Raises NotFound."""
    if kind not in KINDS or locale not in LOCALES:
        raise NotFound()
    us, now = sender(current_app.config), clock.now()
    found = None if _sampled() else newest_of(kind)
    told = replace(letter(found, now, us), locale=locale) if found else sample_letter(kind, locale, now)
    return compose(told, us), found is not None


def _page(content: bytes, frame: str, **more: Any) -> str:
    """`frame` is the address of its HTML alone, `file` in `more` that of its bytes."""
    return render_template("admin/mail.html", mail=read(content), frame=frame, **more)


def _framed(content: bytes) -> Response:
    html = read(content).html
    if not html:
        abort(404)
    answer = Response(html.replace("<head>", _HEAD, 1), mimetype="text/html")
    answer.headers["Content-Security-Policy"] = FRAME_POLICY
    return answer


def _file(content: bytes, name: str) -> Response:
    answer = Response(content, mimetype="message/rfc822")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    return answer
