"""Lists that go on below: the newest first, a page at a time."""

from flask import request


def before() -> int | None:
    """The id below which the list is to go on, as the address says."""
    asked = request.args.get("before", type=int)
    return asked if asked and 0 < asked < 2**31 else None
