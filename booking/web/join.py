"""The way into a video meeting. A look admits nobody (mail programs look too), a click mints a ticket."""

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, jsonify, make_response, render_template, request, url_for

from booking import clock
from booking.actions.attendances import NotOpen, ask_again, end_meeting, let_in, make_link, put_out
from booking.errors import BookingError, Forbidden, NotFound
from booking.models import Attendee
from booking.rules.links import GUEST, signed
from booking.rules.meetings import EARLY, HOST, NOT_SURE, OPEN, PRESENTER, margins
from booking.video.base import EMBEDDED, Provider
from booking.video.choose import provider
from booking.video.turn import ice_servers
from booking.web.away import lead, open_to
from booking.web.comer import GUESTS, Comer, comer, ticket_for
from booking.web.headers import CONTENT_POLICY, PROTECTION, private
from booking.web.meeting_words import words
from booking.wording import of_error

blueprint = Blueprint("join", __name__)
STATUS = {OPEN: 200, EARLY: 425, NOT_SURE: 425}  # of RFC 8470; all others are gone
NO_SERVER = 503


@blueprint.get("/join/<token>")
def show(token: str) -> Any:
    try:
        who = comer(token, clock.now())
    except NotFound:
        return private(make_response(render_template("join/unknown.html"), 404))
    turn = who.turn(clock.now())
    if turn.state != OPEN:
        return _page("join/closed.html", who, STATUS.get(turn.state, 410))
    server = provider(current_app.config)
    if server is None:
        return _page("join/closed.html", who, NO_SERVER)
    if EMBEDDED not in server.can:
        return open_to(server.address, _page("join/closed.html", who, 200))
    return _page("join/meeting.html", who, 200, words=words(), facts=_facts(token, who))


@blueprint.post("/join/<token>")
def enter(token: str) -> Any:
    """A ticket, for the page's script. Who waits before the door asks again by the number they were given."""
    server = provider(current_app.config)
    if server and EMBEDDED not in server.can:
        return _lead_away(token, server)
    try:
        who = comer(token, clock.now())
        if server is None:
            raise NotOpen(state="no server")
        waiting = request.form.get("attendance", 0, int)
        number, ticket = _again(who, waiting) if waiting else _anew(who)
    except BookingError as refusal:
        return _refused(refusal)
    return private(jsonify(attendance=number, ticket=ticket, ws_url=current_app.config["VIDEO_WS_URL"],
                           ice=ice_servers(current_app.config, clock.now())))  # fmt: skip


def _lead_away(token: str, server: Provider) -> Any:
    """By a form; who may not come in sees why on the page."""
    try:
        led = lead(comer(token, clock.now()), server)
        return led or _page("join/closed.html", comer(token, clock.now()), NO_SERVER)
    except BookingError:
        return show(token)


def _anew(who: Comer) -> tuple[int, str]:
    return ticket_for(who, clock.now(), request.form.get("how", "")[:20], request.form.get("name", "")[:500])


def _again(who: Comer, waiting: int) -> tuple[int, str]:
    if who.attendee is None or not 0 < waiting < 2**31:
        raise NotFound()
    came = ask_again(waiting, who.attendee.id, now=clock.now())
    return came.attendance_id, came.ticket


def _remove(host: int) -> dict[str, str]:
    put_out(_named(), by_attendee=host, now=clock.now())
    return {}


def _admit(host: int) -> dict[str, str]:
    let_in(_named(), by_attendee=host, now=clock.now())
    return {}


def _end(host: int) -> dict[str, str]:
    end_meeting(host, now=clock.now(), margins=margins(current_app.config))
    return {}


def _invite(host: int) -> dict[str, str]:
    settings = current_app.config
    server = provider(settings)
    made = make_link(
        host, now=clock.now(), margins=margins(settings), provider=server.name if server else "",
        name=request.form.get("name", "")[:500], role=request.form.get("role", PRESENTER),
    )  # fmt: skip
    token = GUESTS + signed(settings["SECRET_KEY"], GUEST, made)
    return {"url": settings["BASE_URL"] + url_for(".show", token=token)}


ACTS = {"removal": _remove, "admission": _admit, "end": _end, "guest": _invite}


@blueprint.post(f"/join/<token>/<any({', '.join(ACTS)}):part>")
def act(token: str, part: str) -> Any:
    """What a host does, from the meeting's page."""
    try:
        return private(jsonify(ACTS[part](_host(token).id)))
    except BookingError as refusal:
        return _refused(refusal)


def _host(token: str) -> Attendee:
    who = comer(token, clock.now())
    if who.attendee is None or who.role != HOST:
        raise Forbidden()
    return who.attendee


def _named() -> int:
    number = request.form.get("attendance", 0, int)
    if not 0 < number < 2**31:
        raise NotFound()
    return number


def _refused(refusal: BookingError) -> Response:
    told = jsonify(code=refusal.code, message=of_error(refusal))
    return private(make_response(told, refusal.status))


def _facts(token: str, who: Comer) -> dict[str, Any]:
    return {
        "here": url_for(".show", token=token),
        "name": who.name,
        "role": who.role,
        "host": who.is_host,
    }


def _page(template: str, who: Comer, status: int, **values: Any) -> Response:
    turn = who.turn(clock.now())
    shown = render_template(template, who=who, turn=turn, here=request.path, status=status, **values)
    answer = private(make_response(shown, status))
    if status == STATUS[OPEN]:
        _open_to_devices(answer)
    return answer


def _open_to_devices(answer: Response) -> None:
    """Camera, microphone and screen, and the relay: on this page alone."""
    parts = urlsplit(current_app.config["VIDEO_WS_URL"])
    relay = f"{parts.scheme}://{parts.netloc}"
    answer.headers["Content-Security-Policy"] = (
        f"{CONTENT_POLICY}; connect-src 'self' {relay}; media-src 'self' blob: mediastream:"
    )
    answer.headers["Permissions-Policy"] = PROTECTION["Permissions-Policy"].replace(
        "camera=(), microphone=()", "camera=(self), microphone=(self), display-capture=(self)"
    )
