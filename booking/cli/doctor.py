"""What is wrong (exit 1), and what is worth knowing."""

import os
import sys
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import click
from flask import current_app

from booking import clock
from booking.cli.start import startup_faults
from booking.mail.oauth import account
from booking.mail.reach import unreachable
from booking.mailbox.reach import unreachable as door_fault
from booking.queries.backlog import backlog
from booking.queries.health import SILENT_AFTER, heartbeat_age
from booking.queries.house import house
from booking.queries.inbound import inbound_standing
from booking.queries.outbox import counts
from booking.video.choose import chosen, silent, why_none
from config import only_here

Finding = tuple[str, str]
OK, WRONG, REMARK = "ok", "wrong", "remark"
# Of what mail that is read needs.
LACKS = {
    "INBOUND_DOMAIN": "no space has a mail address",
    "AUTHSERV_ID": "no sender is believed, so whoever invites a space is first asked to confirm it by a link",
}


@click.command("doctor")
def command() -> None:
    """Check settings, database, double-booking guard, mail and scheduler; exit 1 when something is wrong."""
    found = list(findings(current_app.config))
    for kind, text in found:
        click.echo(f"{kind:7} {text}")
    sys.exit(any(kind == WRONG for kind, _ in found))


def findings(settings: Any) -> Iterator[Finding]:
    yield OK, f"settings: all can be read; data in {settings['INSTANCE_PATH']}"
    broken = startup_faults(current_app)
    yield from ((WRONG, fault.text) for fault in broken)
    if not broken:
        yield OK, "database: schema is the newest, and it refuses double bookings (tried)"
        yield from _scheduler(settings)
        yield from _outbox(settings)
        yield from _inbound(settings)
        yield from _demo()
    yield from _mail(settings)
    yield from _video(settings)
    yield from _remarks(settings)


def _scheduler(settings: Any) -> Iterator[Finding]:
    age = heartbeat_age(clock.now())
    if age is None:
        yield WRONG, "scheduler: it has never run; start a worker: flask --app wsgi worker"
    elif age > SILENT_AFTER * settings["TICK_INTERVAL"]:
        yield WRONG, f"scheduler: last seen {age.total_seconds():.0f} seconds ago; is a worker running?"
    else:
        yield OK, f"scheduler: last seen {age.total_seconds():.0f} seconds ago"


def _outbox(settings: Any) -> Iterator[Finding]:
    now, (failed, waiting) = clock.now(), counts()
    found = backlog(now)
    if found.late(now, settings["OUTBOX_LATE"]):
        yield WRONG, f"outbox: nothing has gone out since {found.stuck_at:%Y-%m-%d %H:%M} UTC: {found.error}"
    else:
        yield OK, f"outbox: {waiting} messages wait, of which {found.due} are due"
    if failed:
        yield REMARK, f"outbox: {failed} messages could not be sent; staff see them at /admin/outbox"


def _inbound(settings: Any) -> Iterator[Finding]:
    if not settings["INBOUND_URL"]:
        return
    scheme, found = settings["INBOUND_URL"].partition(":")[0], inbound_standing(clock.now())
    if why := door_fault(settings):
        yield WRONG, f"inbound mail: INBOUND_URL: {scheme}: {why}"
    elif not found.read:
        yield WRONG, "inbound mail: nobody reads it; start one: flask --app wsgi mailbox"
    elif found.error:
        yield WRONG, f"inbound mail: it could not be read last: {found.error}"
    else:
        yield OK, f"inbound mail: {scheme}: it is read; {found.waiting} wait to be handled"
    if found.failed:
        yield REMARK, f"inbound mail: {found.failed} could not be handled; staff see them at /admin/inbound"


def _demo() -> Iterator[Finding]:
    there = house()
    if there and there.demo:
        alone = only_here(current_app.config)
        where = "work" if alone else "do not work, since BASE_URL or HOST is not this machine"
        yield REMARK, f"this is the demo centre; its sign-ins {where}. flask --app wsgi setup starts empty"


def _mail(settings: Any) -> Iterator[Finding]:
    if settings["SMTP_URL"]:
        host = urlsplit(settings["SMTP_URL"]).hostname
        if why := unreachable(settings["SMTP_URL"], account(settings)):
            yield WRONG, f"mail: SMTP_URL: {host} does not take mail: {why}"
        else:
            yield OK, f"mail: SMTP_URL: {host} answers"
        return
    folder = settings["INSTANCE_PATH"] / "mail"
    nearest = folder if folder.exists() else folder.parent
    if os.access(nearest, os.W_OK):
        yield OK, f"mail: SMTP_URL is not set, so mail is written to {folder}"
    else:
        yield WRONG, f"mail: {nearest} cannot be written to"


def _video(settings: Any) -> Iterator[Finding]:
    if why := why_none(settings):
        yield REMARK, f"video: {why}"
    elif not (name := chosen(settings)):
        yield REMARK, "video: VIDEO_PROVIDER is off: no video meetings"
    elif settings["BASE_URL"].startswith("https:") and not settings["VIDEO_WS_URL"].startswith("wss:"):
        yield WRONG, "video: behind https VIDEO_WS_URL must begin with wss: (docs/video.md)"
    elif why := silent(settings):
        hint = "; is it running? flask --app wsgi video" if name == "janus" else ""
        yield WRONG, f"video: {why}{hint}"
    else:
        yield OK, f"video: {name.capitalize()} {'cannot be asked' if name == 'jitsi' else 'answers'}"


def _remarks(settings: Any) -> Iterator[Finding]:
    if not settings["BASE_URL"].startswith("https:"):
        yield REMARK, "no https: cameras, passkeys and many calendar apps work on this machine only"
    if not settings["INBOUND_URL"]:
        yield REMARK, "answers by mail are not read: people answer by a link"
        return
    for name, lack in LACKS.items():
        if not settings[name]:
            yield REMARK, f"{name} is not set: {lack}"
