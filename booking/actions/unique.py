"""What the database takes only once."""

from sqlalchemy.exc import IntegrityError

from booking.errors import BrokenRule, Invalid
from booking.extensions import db


def flush_unless_used(code: str, field: str) -> None:
    """Of two that give the same at once the database takes one; the other is told as who comes later is.
    Raises Invalid."""
    try:
        db.session.flush()
    except IntegrityError:
        raise Invalid([BrokenRule(code, field)]) from None
