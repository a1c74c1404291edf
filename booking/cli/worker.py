import sys

import click
from flask import current_app

from booking.cli.start import CannotServe, demand_ready
from booking.jobs import timetable


@click.command("worker")
def command() -> None:
    """Run only the scheduler; as many as you like may run at once."""
    try:
        demand_ready(current_app)
    except CannotServe as reason:
        sys.exit(str(reason))
    timetable.run(current_app._get_current_object())
