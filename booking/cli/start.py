"""What must be true before anything serves: each failure is one line."""

from urllib.parse import urlsplit

from flask import Flask

from booking.extensions import db
from booking.queries.health import Fault, faults

LOOPBACK = ("127.0.0.1", "localhost", "::1")


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
    if app.config["TEST_CLOCK"] and not is_local(app):
        text = f"TEST_CLOCK is on, and BASE_URL={app.config['BASE_URL']} is not this machine"
        return [Fault("clock", text)]
    return list(faults(by_effect=True))


def is_local(app: Flask) -> bool:
    return urlsplit(app.config["BASE_URL"]).hostname in LOOPBACK


def _leave_nothing_open() -> None:
    """A fork that comes after must not share a connection."""
    db.session.remove()
    db.engine.dispose()
