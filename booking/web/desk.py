"""The staff's desk."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template

from booking import clock
from booking.queries.desk import desk
from booking.web.visitor import require
from booking.wording import duration

blueprint = Blueprint("desk", __name__)


@blueprint.get("/desk")
def show() -> Any:
    require("desk")
    return render_template("desk/show.html", desk=desk(clock.now()), roughly=roughly)


def roughly(span: timedelta) -> str:
    """Full days, else full hours, else minutes."""
    units = (timedelta(days=1), timedelta(hours=1), timedelta(minutes=1))
    unit = next((unit for unit in units if span >= unit), units[-1])
    return duration(span // unit * unit)
