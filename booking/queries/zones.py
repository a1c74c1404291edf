"""The time zones that people here live by."""

from sqlalchemy import select

from booking.extensions import db
from booking.models import Centre, Resource, User


def zones() -> tuple[str, ...]:
    """IANA names, each once, the centre's first."""
    centre = select(Centre.tzid)
    others = select(Resource.tzid).union(select(User.tzid)).order_by("tzid")
    return tuple(dict.fromkeys([*db.session.scalars(centre), *db.session.scalars(others)]))
