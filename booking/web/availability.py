"""What is free and what is taken: public; titles only for those who may see them (D22)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import Blueprint, g, request

from booking import clock
from booking.errors import BrokenRule, Invalid, NotFound
from booking.queries.availability import Space, facts
from booking.rules.interval import Interval
from booking.rules.wall import local
from booking.web import cells
from booking.web.sheet import sheet
from booking.web.visitor import viewer_tzid

blueprint = Blueprint("availability", __name__)
DAY, WEEK = "day", "week"
FIRST_YEAR, LAST_YEAR = 2000, 2100


@blueprint.record_once
def _names_for_cells(state: Any) -> None:
    state.app.jinja_env.globals.update(to_book=cells.to_book, why=cells.why, marks=cells.MARKS)


@dataclass(frozen=True, slots=True)
class Asked:
    """`on` is a day, or the Monday of a week; a week is always of one space."""

    view: str
    on: date
    space: Space | None

    @property
    def days(self) -> list[date]:
        return [self.on + timedelta(days=n) for n in range(7 if self.is_week else 1)]

    @property
    def is_week(self) -> bool:
        return self.view == WEEK

    @property
    def step(self) -> timedelta:
        return timedelta(days=len(self.days))

    def lines(self, known: list[Space]) -> list[tuple[Space, date]]:
        return [(space, day) for day in self.days for space in ([self.space] if self.space else known)]


@blueprint.get("/")
def show() -> Any:
    now, on = clock.now(), _on()
    known = facts(_around(on or now.date()))
    g.house = known.house
    today = local(now, known.spaces[0].tzid if known.spaces else viewer_tzid()).date()
    return sheet(_asked(known.spaces, on or today), today, known, now)


def _around(on: date) -> Interval:
    """Any week that has the day in it, by any clock on earth."""
    noon = datetime.combine(on, time(12), UTC)
    return Interval(noon - timedelta(days=9), noon + timedelta(days=9))


def _asked(known: list[Space], on: date) -> Asked:
    space = _space(known)
    if request.args.get("view") != WEEK or not known:
        return Asked(DAY, on, space)
    return Asked(WEEK, on - timedelta(days=on.weekday()), space or known[0])


def _on() -> date | None:
    """Raises Invalid."""
    given = request.args.get("on", "")
    try:
        on = date.fromisoformat(given) if given else None
    except ValueError:
        raise Invalid([BrokenRule("impossible_time", "on")]) from None
    if on and not FIRST_YEAR <= on.year <= LAST_YEAR:
        raise Invalid([BrokenRule("out_of_range", "on", {"first": FIRST_YEAR, "last": LAST_YEAR})])
    return on


def _space(known: list[Space]) -> Space | None:
    """Raises NotFound."""
    slug = request.args.get("space", "")
    found = next((space for space in known if space.slug == slug), None)
    if slug and not found:
        raise NotFound()
    return found
