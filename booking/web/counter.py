"""The counter and the telephone: who it is, when there is room, and the booking, on one screen (D20)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import force_locale, format_date, gettext

from booking import clock
from booking.errors import Invalid
from booking.forms.counter import CounterForm, counter_form
from booking.forms.prefill import begun
from booking.forms.reservation import ReservationForm, reservation_form
from booking.models import Occurrence
from booking.permissions import Actor
from booking.queries.callers import Caller, caller, callers, last_bookings
from booking.queries.choices import choices
from booking.queries.policies import centre
from booking.queries.slots import venues
from booking.rules import secrets
from booking.rules.locales import LOCALES
from booking.rules.slots import Slot, earliest, spread
from booking.rules.wall import local
from booking.web import booking_form
from booking.web.read_back import read_back
from booking.web.visitor import require
from booking.wording import translated

blueprint = Blueprint("counter", __name__)
READ_OUT, APPLICATION = 8, "application"


@dataclass(frozen=True, slots=True)
class Talk:
    """What is known so far: `found` are those whom the name may mean, `caller` who it is; `free` are
    sentences to read out, each with the address that fills it in."""

    asked: CounterForm
    found: Sequence[Caller]
    caller: Caller | None
    bookings: Sequence[Occurrence]
    free: Sequence[tuple[str, str]]


@blueprint.get("/desk/counter")
def show() -> Any:
    by, talk = require("book_for"), _talk()
    return _page(_form(by, talk), talk=talk)


@blueprint.post("/desk/counter")
def create() -> Any:
    by = require("book_for")
    return _application(by) if request.form.get("step") == APPLICATION else booking_form.booked(by, _page)


def _application(by: Actor) -> Any:
    """What was typed, on paper to be signed, in the applicant's language; nothing is booked."""
    form, house = booking_form.posted(by), centre()
    try:
        wanted = form.to_request()
    except Invalid as refusal:
        return _page(form, refusal)
    locale = wanted.booked_for.locale if wanted.booked_for else ""
    with force_locale(locale if locale in LOCALES else house.locale):
        return render_template(
            "desk/application.html",
            questions=form.choices.questions(wanted.spaces),
            centre=house,
            now=clock.now(),
            form=form,
            **read_back(form),
        )


def _page(form: ReservationForm, *args: Any, talk: Talk | None = None, **more: Any) -> Any:
    known = {"talk": talk or _talk(), "action": _here()}
    return booking_form.page(form, *args, template="desk/counter.html", **known, **more)


def _here() -> str:
    """With what was asked so far, whatever it is called."""
    asked = request.query_string.decode("ascii", "ignore")
    return url_for(".create") + (f"?{asked}" if asked else "")


def _talk() -> Talk:
    asked = counter_form(choices(), request.args, clock.now())
    one = caller(asked.caller.data or "")
    found = callers(asked.sought)
    return Talk(asked, found, one, last_bookings(one) if one else (), list(_read_out(asked)))


def _read_out(asked: CounterForm) -> Iterator[tuple[str, str]]:
    """None where the space is no more."""
    wanted, now = asked.to_request(), asked.now
    try:
        free = spread(earliest(wanted, venues(wanted, now), now))
    except Invalid:
        return
    for slot in islice(free, READ_OUT):
        yield _sentence(slot, asked), url_for(".show", **asked.kept(starts_at=_wall(slot)), _anchor="booking")


def _wall(slot: Slot) -> str:
    return local(slot.interval.starts_at, slot.tzid).replace(tzinfo=None).isoformat(timespec="minutes")


def _sentence(slot: Slot, asked: CounterForm) -> str:
    begins, ends = (local(at, slot.tzid) for at in (slot.interval.starts_at, slot.interval.ends_at))
    (space,) = asked.choices.chosen([slot.space])
    return gettext(
        "On %(day)s from %(begins)s to %(ends)s, %(space)s.",
        day=format_date(begins.date(), "full"),
        begins=f"{begins:%H:%M}",
        ends=f"{ends:%H:%M}",
        space=translated(space.names),
    )


def _is_name(sought: str) -> bool:
    """Not a phone number or an address."""
    return bool(sought) and "@" not in sought and not any(letter.isdigit() for letter in sought)


def _form(by: Actor, talk: Talk) -> ReservationForm:
    asked, one = talk.asked, talk.caller
    filled: dict[str, Any] = begun(request.args.get("starts_at", ""), asked.length.data, asked.tzid)
    if one:
        names = ("name", "reading", "company", "email", "phone", "locale")
        filled["booked_for"] = {name: getattr(one, name) for name in names}
    elif not talk.found and _is_name(asked.sought):
        filled["booked_for"] = {"name": asked.sought}
    return reservation_form(asked.choices, by, None, [asked.space.data], key=secrets.new(), **filled)
