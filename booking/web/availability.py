"""What is free and what is taken: public; titles only for those who may see them (D22)."""

from typing import Any

from flask import Blueprint, g, request

from booking import clock
from booking.queries.availability import facts
from booking.rules.wall import local
from booking.web import cells
from booking.web.asked import asked_of, day_of, reachable, weeks_of
from booking.web.next_free import around
from booking.web.sheet import sheet
from booking.web.visitor import viewer_tzid

blueprint = Blueprint("availability", __name__)


@blueprint.record_once
def _names_for_cells(state: Any) -> None:
    state.app.jinja_env.globals.update(
        to_book=cells.to_book,
        meeting=cells.meeting,
        reachable=reachable,
        lengths_of=cells.lengths_of,
        why=cells.why,
        marks=cells.MARKS,
    )


@blueprint.get("/")
def show() -> Any:
    now, on = clock.now(), day_of(request.args.get("on", ""))
    weeks = weeks_of(on or now.date())
    known = facts(around(weeks[0], weeks[-1]))
    g.house = known.house
    today = local(now, known.spaces[0].tzid if known.spaces else viewer_tzid()).date()
    return sheet(asked_of(request.args, on or today, known.spaces), today, known, now)
