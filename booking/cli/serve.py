import sys

import click
from flask import current_app

from booking.cli.demo import load_if_empty, tell_sign_ins
from booking.cli.migrating import migrate
from booking.cli.start import CannotServe, demand_ready
from booking.jobs.serve import serve
from booking.queries.house import house
from config import only_here


@click.command("serve")
def command() -> None:
    """Migrate, load the demo centre if the database is empty, then serve with the scheduler until Ctrl-C."""
    migrate()
    if load_if_empty():
        click.echo("The database was empty: the demo centre is loaded.")
    there = house()
    show_demo = bool(there and there.demo and only_here(current_app.config))
    try:
        demand_ready(current_app)
    except CannotServe as reason:
        sys.exit(str(reason))
    sys.exit(serve(current_app.config, lambda: _tell(current_app.config["BASE_URL"], show_demo)))


def _tell(address: str, show_demo: bool) -> None:
    click.echo(f"Silkroom is ready: {address}")
    if show_demo:
        tell_sign_ins()
    click.echo("Ctrl-C stops it.")
    sys.stdout.flush()
