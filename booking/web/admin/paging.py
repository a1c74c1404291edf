"""Lists that go on below: the newest first, or in order; a page at a time."""

from collections.abc import Sequence
from typing import Any

from flask import request

SHOWN = 50
_MOST = 10**6


def before() -> int | None:
    """The id below which the list is to go on, as the address says."""
    asked = request.args.get("before", type=int)
    return asked if asked and 0 < asked < 2**31 else None


def cut(found: Sequence[Any]) -> tuple[Sequence[Any], int | None]:
    """Of one more than are SHOWN: those that are, and the id below which the next page begins."""
    return found[:SHOWN], found[SHOWN - 1].id if len(found) > SHOWN else None


def skipped() -> int:
    """How many of an ordered list stand on the pages before, as the address says."""
    asked = request.args.get("after", type=int) or 0
    return asked if 0 <= asked < _MOST else 0


def wanted() -> str:
    """What the list is searched for."""
    return request.args.get("q", "").strip()[:200]
