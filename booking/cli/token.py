import click

from booking import clock
from booking.actions.tokens import make_api_token
from booking.queries.people import actor, by_email


@click.command("token")
@click.argument("email")
@click.option("--name", default="", help="what it is for; shown on the account page")
def command(email: str, name: str) -> None:
    """Print a new API token for the person with the address EMAIL, alone on the last line."""
    user = by_email(email)
    if user is None or not user.active:
        raise click.ClickException(f"nobody has an account with the address {email}")
    click.echo(f"API token of {user.name} <{user.email}>; it is shown only now:", err=True)
    click.echo(make_api_token(by=actor(user, "cli"), now=clock.now(), name=name))
