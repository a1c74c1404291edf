"""What an app wants to be true before anything is written (RFC 9110 13.1)."""

from typing import Any

from booking.dav.item import Event
from booking.errors import Forbidden, Stale
from booking.rules.policy import BUSY


def demand_preconditions(environ: dict[str, Any], there: Event | None) -> None:
    """Raises Stale, and Forbidden for what is somebody else's (D40)."""
    wanted, unwanted = (environ.get(f"HTTP_IF_{name}", "").strip() for name in ("MATCH", "NONE_MATCH"))
    tags = {tag.strip() for tag in wanted.split(",")}
    if wanted and (there is None or not {"*", there.etag} & tags):
        raise Stale()
    if there and (unwanted == "*" or there.etag in unwanted):
        raise Stale()
    if there and there.line.level == BUSY:
        raise Forbidden()


def revision_read(environ: dict[str, Any], there: Event | None) -> int | None:
    """To be compared once more within the transaction (D39)."""
    return there.line.revision if there and environ.get("HTTP_IF_MATCH", "*").strip() != "*" else None
