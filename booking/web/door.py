"""The screen at the door of a space. Everybody may look; only a tablet that staff put there may act."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Response, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, get_locale, gettext

from booking import clock
from booking.actions.check_in import check_in, may_check_in
from booking.actions.end_early import end_early, may_end
from booking.actions.scopes import ONE
from booking.actions.tablets import open_tablet
from booking.actions.tokens import note_use
from booking.actions.walk_in import walk_in
from booking.errors import BookingError, Forbidden, NotFound, SlotTaken
from booking.models import Occurrence, Resource
from booking.permissions import TABLET, Actor
from booking.queries.door import at_the_door, door
from booking.queries.policies import centre
from booking.queries.spaces import policy_of, space
from booking.queries.tokens import tablet
from booking.queries.visibility import level
from booking.rule_words import of_rule
from booking.rules import secrets
from booking.rules.policy import BUSY
from booking.rules.wall import local
from booking.web.headers import private
from booking.web.qr import qr_code
from booking.wording import listed, of_error

blueprint = Blueprint("door", __name__, url_prefix="/door/<slug>")
COOKIE = "tablet"
_KEPT = 400 * 24 * 3600  # seconds; no browser keeps a cookie for longer, and every look renews it


@blueprint.get("")
def show(slug: str) -> Any:
    return _page("door/show.html", slug)


@blueprint.get("/state")
def state(slug: str) -> Any:
    """What the page fetches again and again."""
    return _page("door/state.html", slug)


@blueprint.post("/booking")
def book(slug: str) -> Any:
    by, house = _hanging(slug), centre()
    with force_locale(house.locale):
        words = {"title": gettext("Booked at the door"), "name": gettext("Somebody at the door")}
    minutes = request.form.get("minutes", 0, int)
    return _done(slug, gettext("It is yours now."), lambda now: walk_in(minutes, by=by, now=now, **words))


@blueprint.post("/arrival")
def arrive(slug: str) -> Any:
    by, meant = _hanging(slug), request.form.get("recurrence_id", "")[:40]
    said = gettext("You are checked in. Welcome!")
    date = {"scope": ONE, "recurrence_id": meant}
    return _done(slug, said, lambda now: check_in(_meeting(), by=by, now=now, **date))


@blueprint.post("/end")
def end(slug: str) -> Any:
    by = _hanging(slug)
    return _done(slug, gettext("It has ended. Thank you!"), lambda now: end_early(_meeting(), by=by, now=now))


@blueprint.get("/device/<secret>")
def device(slug: str, secret: str) -> Any:
    """A look at the address takes nothing from it: programs that preview links open it too."""
    return private(Response(render_template("door/device.html", space=space(slug))))


@blueprint.post("/device/<secret>")
def open_device(slug: str, secret: str) -> Any:
    kept = open_tablet(slug, secret, now=clock.now())
    answer = redirect(url_for(".show", slug=slug, lang=request.args.get("lang")), 303)
    _remember(answer, slug, kept)
    return private(answer)


def _hanging(slug: str) -> Actor:
    """The tablet. Raises NotFound, Forbidden."""
    by = _tablet(space(slug))
    if by is None:
        raise Forbidden()
    return by


def _tablet(at: Resource) -> Actor | None:
    kept = request.cookies.get(COOKIE, "")
    token = tablet(secrets.digest(kept), at.id) if kept else None
    if token is None:
        return None
    by = Actor(None, token.name, "", TABLET, "tablet", None, str(get_locale()), at.tzid, space_id=at.id)
    note_use(token.id, token.last_used_at, now=clock.now())
    return by


def _meeting() -> int:
    """Raises NotFound."""
    number = request.form.get("reservation_id", 0, int)
    if not 0 < number < 2**31:
        raise NotFound()
    return number


def _done(slug: str, said: str, act: Any) -> Any:
    """One touch, and the door again with what came of it."""
    try:
        act(clock.now())
        flash(said, "success")
    except BookingError as refusal:
        flash(_refused(refusal), "error")
    return redirect(url_for(".show", slug=slug, lang=request.args.get("lang")), 303)


def _refused(refusal: BookingError) -> str:
    if isinstance(refusal, SlotTaken):
        return of_error(SlotTaken())
    return listed(of_rule(rule) for rule in getattr(refusal, "rules", ())) or of_error(refusal)


def _page(template: str, slug: str) -> Response:
    by, now = _tablet(space(slug)), clock.now()
    found = space(slug)  # once more: the tablet's sign of life is a transaction of its own
    shown = door(found, now)
    arriving = [date for date in at_the_door(found, now) if by and _expected(date, found, now)]
    text = render_template(
        template,
        space=found,
        door=shown,
        tablet=by,
        now=now,
        clock=local(now, found.tzid),
        arriving=arriving,
        endable=bool(by and shown.meeting and may_end(shown.meeting, now)),
        title_of=_titles(found),
        code=qr_code(f"{current_app.config['BASE_URL']}{url_for('spaces.show', slug=slug)}", fluid=True),
    )
    answer = Response(text)
    answer.headers["Cache-Control"] = "no-store"
    if by:
        _remember(answer, slug, request.cookies[COOKIE])
    return answer


def _expected(date: Occurrence, found: Resource, now: datetime) -> bool:
    return policy_of(found).check_in and may_check_in(date, now)


def _titles(found: Resource) -> Any:
    """As far as anybody may see them who walks by (D22)."""
    seen = level(None, policy_of(found).visibility, set(), None, set())
    return lambda date: "" if seen == BUSY else date.title or date.reservation.title


def _remember(answer: Any, slug: str, secret: str) -> None:
    """For this door alone."""
    answer.set_cookie(
        COOKIE,
        secret,
        max_age=_KEPT,
        path=url_for(".show", slug=slug),
        secure=current_app.config["SESSION_COOKIE_SECURE"],
        httponly=True,
        samesite="Strict",
    )
