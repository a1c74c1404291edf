"""Lists that go on below: the newest first, a page at a time."""

from collections.abc import Sequence
from typing import Any

from flask import request

SHOWN = 50


def before() -> int | None:
    """The id below which the list is to go on, as the address says."""
    asked = request.args.get("before", type=int)
    return asked if asked and 0 < asked < 2**31 else None


def cut(found: Sequence[Any]) -> tuple[Sequence[Any], int | None]:
    """Of one more than are SHOWN: those that are, and the id below which the next page begins."""
    return found[:SHOWN], found[SHOWN - 1].id if len(found) > SHOWN else None
