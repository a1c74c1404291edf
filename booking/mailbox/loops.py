"""Which mails no person waits for an answer to (RFC 3834 2)."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from booking.mailbox.addresses import senders, uncommented
from booking.mailbox.fields import Fields, values

GENERATED = "auto_generated"
_DAEMONS = ("mailer-daemon", "postmaster")
_ABSENT = ("x-autoreply", "x-autorespond")
_BULK = {"bulk", "junk", "list"}
_SILENCED = {"all", "autoreply", "oof"}  # MS-OXCMAIL 2.2.3.2.14: the other words are about receipts


def automatic(fields: Fields, ours: Collection[str] = ()) -> str:
    """Why it must not be answered in words; empty where it may. `ours` are addresses we write from.

    `auto_generated`, the last that is told, is no more than that a program sent it for somebody: Google's
    calendar marks its updates and cancellations so. An iTIP reply may answer them, which nothing answers.
    """
    return next(_reasons(fields, {_base(address) for address in ours}), "")


def _reasons(fields: Fields, ours: set[str]) -> Iterator[str]:
    bases = {_base(one.address) for one in senders(fields)}
    if bases & ours:
        yield "ours"
    if any(base.partition("@")[0] in _DAEMONS for base in bases):
        yield "daemon"
    if any("".join(raw.split()) == "<>" for raw in values(fields, "return-path")):
        yield "no_return"
    yield from _marks(fields)


def _marks(fields: Fields) -> Iterator[str]:
    submitted = _words(fields, "auto-submitted") - {"no"}
    if submitted - {"auto-generated"} or any(values(fields, name) for name in _ABSENT):
        yield "auto_submitted"
    if _words(fields, "precedence") & _BULK:
        yield "bulk"
    if values(fields, "list-id"):
        yield "list"
    if values(fields, "x-loop"):
        yield "loop"
    if _words(fields, "x-auto-response-suppress") & _SILENCED:
        yield "suppressed"
    if submitted:
        yield GENERATED


def _words(fields: Fields, name: str) -> set[str]:
    """The first of each, without its parameters, and those after a comma."""
    plain = [uncommented(raw) for raw in values(fields, name)]
    told = ",".join("?" if one is None else one.partition(";")[0] for one in plain)
    return set(re.findall(r"[^\s,]+", told.lower()))


def our_addresses(settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Those that we write from."""
    named = (settings[name] for name in ("MAIL_FROM", "ORGANIZER_ADDRESS", "BOUNCE_ADDRESS"))
    return tuple(address for address in named if address)


def is_among(address: str, ours: Collection[str]) -> bool:
    """Whatever stands behind a plus sign."""
    return _base(address) in {_base(one) for one in ours}


def _base(address: str) -> str:
    """Without what stands behind a plus sign."""
    local, _, domain = address.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
