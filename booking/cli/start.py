"""What must be true before anything serves: each failure is one line."""

from flask import Flask

from booking.extensions import db
from booking.queries.health import Fault, faults
from config import only_here


class CannotServe(Exception):
    """One line that says why."""


def demand_ready(app: Flask) -> None:
    """Schema, centre, guards by their effect, test clock. Leaves no connection open. Raises CannotServe."""
    with app.app_context():
        found = startup_faults(app)
        _leave_nothing_open()
    if found:
        raise CannotServe("cannot serve: " + "; ".join(fault.text for fault in found))


def startup_faults(app: Flask) -> list[Fault]:
    if app.config["TEST_CLOCK"] and not only_here(app.config):
        where = f"BASE_URL={app.config['BASE_URL']} HOST={app.config['HOST']}"
        text = f"TEST_CLOCK is on, and {where} is not this machine alone"
        return [Fault("clock", text)]
    return list(faults(by_effect=True))


def _leave_nothing_open() -> None:
    """A fork that comes after must not share a connection."""
    db.session.remove()
    db.engine.dispose()
