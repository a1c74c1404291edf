from datetime import datetime

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import NotFound
from booking.extensions import db
from booking.models import User
from booking.permissions import OWN, Actor, demand


@transaction
def choose_own_calendar(wanted: bool, *, by: Actor, now: datetime) -> None:
    """Whether calendar apps show one's bookings in a calendar of their own. Raises Forbidden, NotFound."""
    demand(by, "account", OWN)
    user = db.session.get(User, by.id) if by.id else None
    if user is None:
        raise NotFound()
    before, user.own_calendar = user.own_calendar, wanted
    if wanted != before:
        was, now_is = {"own_calendar": before}, {"own_calendar": wanted}
        record("choose_own_calendar", by, now, subject=f"user:{user.id}", before=was, after=now_is)
