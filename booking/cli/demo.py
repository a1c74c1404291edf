import click

from booking import clock
from booking.actions.demo import is_empty
from booking.cli.migrating import migrate
from booking.demo.load import load
from booking.demo.people import PASSWORD, SIGN_INS


@click.command("demo")
def command() -> None:
    """Load the demo centre into an empty database; does nothing in a used one."""
    migrate()
    if load_if_empty():
        click.echo("The demo centre is loaded.")
        tell_sign_ins()
    else:
        click.echo("This database is in use already; nothing was changed.")


def load_if_empty() -> bool:
    empty = is_empty()
    if empty:
        load(clock.now())
    return empty


def tell_sign_ins() -> None:
    click.echo(f"Sign in with the password {PASSWORD} as")
    for email, who in SIGN_INS.items():
        click.echo(f"  {email:18} {who}")
