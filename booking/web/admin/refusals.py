"""What was refused: who asked for what, which rule decided, and where it is set."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request

from booking.queries.policies import CENTRE
from booking.queries.refusals import companies_of, refusals, spaces_of
from booking.web.visitor import require
from booking.wording import of_door, of_refused

blueprint = Blueprint("refusals", __name__, url_prefix="/admin/refusals")
SHOWN = 50


@blueprint.get("")
def index() -> Any:
    require("desk")
    found = refusals(_before(), SHOWN + 1)
    more = found[SHOWN - 1].id if len(found) > SHOWN else None
    shown = found[:SHOWN]
    return render_template(
        "admin/refusals.html",
        found=shown,
        companies=companies_of(shown),
        names=spaces_of(shown),
        more=more,
        of_refused=of_refused,
        of_door=of_door,
        centre=CENTRE,
        parsed=datetime.fromisoformat,
    )


def _before() -> int | None:
    asked = request.args.get("before", type=int)
    return asked if asked and 0 < asked < 2**31 else None
