import sys

import click
from flask import current_app

from booking.cli.start import CannotServe, demand_ready
from booking.relay.run import run
from booking.video.choose import uses_janus, why_none


@click.command("video")
def command() -> None:
    """Relay video meetings to Janus, which it starts; of several that run, one does and the others wait."""
    if not uses_janus(current_app.config):
        sys.exit(why_none(current_app.config) or "VIDEO_PROVIDER is not janus: there is nothing to relay to")
    try:
        demand_ready(current_app)
    except CannotServe as reason:
        sys.exit(str(reason))
    sys.exit(run(current_app._get_current_object()))
