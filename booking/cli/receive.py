import sys
from email import message_from_bytes
from email.policy import default

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError

from booking import clock
from booking.actions.undelivered import came_back
from booking.cli.start import CannotServe, demand_ready
from booking.errors import BookingError
from booking.mail.returned import returned
from booking.queries.undelivered import has_ended
from booking.rules.links import message_of


class NotSentYet(Exception):
    """The notice overtook our own mark."""


LONGEST = 10 * 2**20  # bytes that are read
TEMPORARY = 75  # sysexits.h EX_TEMPFAIL: the mail server keeps it and tries again


@click.command("receive")
@click.argument("recipient", required=False)
def command(recipient: str | None) -> None:
    """Take one mail from standard input, for a mail server's pipe. RECIPIENT is whom its envelope names.

    It reads what came back because it could not be delivered, at BOUNCE_ADDRESS, and lets all else be.
    """
    content = sys.stdin.buffer.read(LONGEST)
    try:
        demand_ready(current_app)
    except CannotServe as reason:
        click.echo(str(reason), err=True)
        sys.exit(TEMPORARY)
    try:
        click.echo(_taken(content, [recipient] if recipient else _addressed(content)))
    except (BookingError, DBAPIError, NotSentYet) as reason:
        click.echo(f"not now: {reason}", err=True)
        sys.exit(TEMPORARY)


def _taken(content: bytes, recipients: list[str]) -> str:
    """What was done with it, for the server's log."""
    keys = [current_app.config["SECRET_KEY"], *current_app.config["SECRET_KEY_FALLBACKS"]]
    tokens = (address.partition("@")[0].partition("+")[2] for address in recipients)
    number = next((found for token in tokens if (found := message_of(token, keys)) is not None), None)
    notice = returned(content) if number is not None else None
    if number is None or notice is None:
        return "ignored: no notice of a mail of ours that cannot be delivered"
    if came_back(number, notice.why, now=clock.now()):
        return f"message {number} was not delivered: {notice.why}"
    if not has_ended(number):
        raise NotSentYet(f"message {number} is being sent at this moment")
    return f"message {number}: known already"


def _addressed(content: bytes) -> list[str]:
    """Where the server names no recipient: what stands in the head."""
    mail = message_from_bytes(content, policy=default)
    named = [str(mail[name] or "") for name in ("Delivered-To", "X-Original-To")]
    return [*named, *(str(a.addr_spec) for a in (mail["To"].addresses if mail["To"] else ()))]
