"""A free time that suits everybody who takes part: public."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any

from flask import Blueprint, render_template, request, url_for

from booking import clock
from booking.errors import Invalid
from booking.forms.account import zones
from booking.forms.places import place_text
from booking.forms.questions import UNITS
from booking.forms.search import SearchForm, search_form
from booking.queries.choices import choices
from booking.queries.slots import venues
from booking.rule_words import of_rule
from booking.rules.slot_requests import SlotRequest
from booking.rules.slots import Slot, Venue, best, obstacles, spread
from booking.rules.wall import local
from booking.web.visitor import viewer_tzid
from booking.wording import of_part

blueprint = Blueprint("search", __name__)
SHOWN = 20
WORDS = {"of_part": of_part, "place_text": place_text, "local": local}


@blueprint.record_once
def _names_for_pages(state: Any) -> None:
    state.app.jinja_env.globals.update(WORDS, book_slot=book_slot)


@dataclass(frozen=True, slots=True)
class Found:
    """`times` are slots of one time each, in every space that is free then.

    `instead` tells of each space, by slug, why no time at all is one there.
    """

    times: Sequence[Sequence[Slot]]
    instead: Sequence[tuple[str, str]]

    @property
    def columns(self) -> list[list[int]]:
        """Numbers of the sides whose clocks agree at every one of the times."""
        alike: dict[tuple[datetime, ...], list[int]] = {}
        for side in range(len(self.times[0][0].reasons)):
            clock = tuple(slots[0].reasons[side].starts_at.replace(tzinfo=None) for slots in self.times)
            alike.setdefault(clock, []).append(side)
        return list(alike.values())

    @property
    def compromise(self) -> bool:
        """Even the best time is off for somebody."""
        return bool(self.times) and not self.times[0][0].score


@blueprint.get("/search")
def show() -> Any:
    now = clock.now()
    form = search_form(choices(), request.args, now, viewer_tzid())
    try:
        asked = form.to_request()
        among = venues(asked, now)
    except Invalid as refused:
        return _page(form, told=form.refuse(refused)), refused.status
    times = list(islice(_times(spread(best(asked, among, now))), SHOWN))
    return _page(form, found=Found(times, [] if times else _instead(asked, among)))


def _times(slots: Iterator[Slot]) -> Iterator[list[Slot]]:
    """One time suits equally well in every space: those slots come one after the other."""
    for _, same in groupby(slots, key=lambda slot: (slot.interval, slot.tzid)):
        yield list(same)


def _page(form: SearchForm, **shown: Any) -> str:
    names = {space.slug: space.names for space in form.choices.spaces}
    return render_template("search/show.html", form=form, names=names, zones=zones(), most=SHOWN, **shown)


def _instead(asked: SlotRequest, among: Sequence[Venue]) -> list[tuple[str, str]]:
    terms = [venue.terms for venue in among]
    return [(each.slug, of_rule(rule)) for each in terms for rule in obstacles(asked, each)]


def book_slot(slot: Slot) -> str:
    wall = local(slot.interval.starts_at, slot.tzid).replace(tzinfo=None).isoformat(timespec="minutes")
    minutes = slot.interval.duration // timedelta(minutes=1)
    about = {"starts_at": wall, "duration": f"PT{minutes}M", "equipment": _units()}
    return url_for("reservations.new", space=slot.space, **about)


def _units() -> list[str]:
    """As the booking form understands them: what was asked for goes along."""
    asked = (
        (name.removeprefix(UNITS), units) for name, units in request.args.items() if name.startswith(UNITS)
    )
    return [f"{slug}:{units}" for slug, units in asked if units.strip("0").isdecimal()]
