"""Whether mails to somebody carry what calendar programs read."""

from datetime import datetime

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import NotFound
from booking.extensions import db
from booking.models import User
from booking.permissions import OWN, Actor, demand


@transaction
def choose_calendar_parts(wanted: bool, *, by: Actor, now: datetime) -> None:
    """Also of mails that are not sent yet. Raises Forbidden, NotFound."""
    demand(by, "account", OWN)
    user = db.session.get(User, by.id, with_for_update={"key_share": True})
    if user is None:
        raise NotFound()
    before, user.calendar_parts = user.calendar_parts, wanted
    record(
        "edit_account",
        by,
        now,
        subject=f"user:{user.id}",
        before={"calendar_parts": before},
        after={"calendar_parts": wanted},
    )
