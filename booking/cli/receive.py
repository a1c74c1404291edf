import sys

import click
from flask import current_app
from sqlalchemy.exc import DBAPIError

from booking import clock
from booking.cli.start import CannotServe, demand_ready
from booking.errors import BookingError
from booking.extensions import db
from booking.mailbox.claims import claims_of
from booking.mailbox.keep import keep
from booking.mailbox.parts import LARGEST
from booking.mailbox.turns import handle_due
from booking.models import InboundMessage
from booking.models.inbound import WAITING
from booking.process import worker_name
from booking.queries.inbound import one_inbound

TEMPORARY = 75  # sysexits.h EX_TEMPFAIL: the mail server keeps it and tries again
NOT_TAKEN = 65  # EX_DATAERR: it gives up, and tells the sender


@click.command("receive")
@click.argument("recipient", required=False)
def command(recipient: str | None) -> None:
    """Take one mail from standard input, for a mail server's pipe. RECIPIENT is whom its envelope names."""
    raw, size = _read()
    try:
        demand_ready(current_app)
        row = _received(raw, size, [recipient] if recipient else _addressed(raw))
    except (CannotServe, BookingError, DBAPIError) as reason:
        click.echo(f"not now: {reason}", err=True)
        sys.exit(TEMPORARY)
    click.echo(f"{row.status}: {row.outcome or row.error} {row.told or ''}".strip())
    sys.exit(NOT_TAKEN if size > LARGEST else TEMPORARY if _comes_again(row) else 0)


def _read() -> tuple[bytes, int]:
    """As much as is kept of one, and how large it is: to its end, lest the server think that we broke."""
    raw = sys.stdin.buffer.read(LARGEST + 1)
    return raw, len(raw) + sum(len(more) for more in iter(lambda: sys.stdin.buffer.read(65536), b""))


def _received(raw: bytes, size: int, recipients: list[str]) -> InboundMessage:
    """Stored; and handled at once where no mailbox process is there to do it."""
    kept = keep(raw, recipients, door="pipe", now=clock.now(), size=size)
    if not current_app.config["INBOUND_URL"]:
        handle_due(current_app.config, worker_name(), only=kept.id)
    db.session.remove()
    return one_inbound(kept.id)


def _comes_again(row: InboundMessage) -> bool:
    """What could not be handled now, where nobody else does: the server brings it again, and it is known."""
    return row.status == WAITING and not current_app.config["INBOUND_URL"]


def _addressed(raw: bytes) -> list[str]:
    """Where the server names no recipient: what stands in the head."""
    return list(claims_of(raw).recipients(current_app.config["INBOUND_DOMAIN"]))
