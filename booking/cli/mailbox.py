import sys

import click
from flask import current_app

from booking.cli.start import CannotServe, demand_ready
from booking.mailbox.run import run


@click.command("mailbox")
def command() -> None:
    """Read the mail that comes to INBOUND_URL; of several that run, one does and the others wait."""
    if not current_app.config["INBOUND_URL"]:
        sys.exit("INBOUND_URL is not set: there is no mail to be read")
    try:
        demand_ready(current_app)
    except CannotServe as reason:
        sys.exit(str(reason))
    sys.exit(run(current_app._get_current_object()))
