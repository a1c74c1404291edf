import sys
from datetime import datetime

import click
from flask import current_app

from booking import clock
from booking.cli.start import CannotServe, demand_ready
from booking.jobs.tick import tick
from booking.mailbox.turns import handle_due
from booking.process import worker_name


@click.command("tick")
@click.option("--at", metavar="ISO", help="act as at this instant, with its offset; only with TEST_CLOCK=1")
def command(at: str | None) -> None:
    """Do once all that is due now, and print what was done."""
    now = _instant(at) if at else clock.now()
    try:
        demand_ready(current_app)
    except CannotServe as reason:
        sys.exit(str(reason))
    done = tick(now) | _inbound()
    for what, count in done.items():
        click.echo(f"{what}: {count}")


def _inbound() -> dict[str, int]:
    """What `flask receive` could not handle, where no mailbox process does."""
    if current_app.config["INBOUND_URL"]:
        return {}
    return {"mails_handled": handle_due(current_app.config, worker_name())}


def _instant(at: str) -> datetime:
    if not current_app.config["TEST_CLOCK"]:
        raise click.ClickException("--at is for tests: it needs TEST_CLOCK=1")
    try:
        instant = datetime.fromisoformat(at)
    except ValueError:
        raise click.ClickException(f"--at: {at} is not an ISO 8601 time") from None
    if instant.tzinfo is None:
        raise click.ClickException(f"--at: {at} lacks its offset from UTC, such as +09:00")
    return instant
