"""What pages were made of, by name."""

from typing import Any

from flask import current_app

from booking.queries.kept import Kept


def kept(name: str, most: int) -> Kept[Any]:
    """The application's own: another one in this process has another database."""
    known = current_app.extensions
    return known[name] if name in known else known.setdefault(name, Kept(most))
