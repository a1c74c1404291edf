"""Who a browser's secret stands for."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, select

from booking.extensions import db
from booking.models import Company, SignIn, User
from booking.models.columns import Instant
from booking.permissions import Actor
from booking.rules.secrets import digest

# Tables, not entities, and made once: this is asked at every request.
_user, _sign_in = User.__table__.c, SignIn.__table__.c
_SIGNED_IN = (
    select(_user.id, _user.name, _user.email, _user.role, _user.company_id, _user.locale, _user.tzid)
    .where(_sign_in.user_id == _user.id, _user.active)
    .where(_sign_in.hash == bindparam("hash"), _sign_in.expires_at > bindparam("now", type_=Instant))
)


def signed_in(secret: str, now: datetime) -> Actor | None:
    """None when it is unknown, over, or the account was closed."""
    values = {"hash": digest(secret), "now": now}
    row = db.session.connection().execute(_SIGNED_IN, values).one_or_none()
    if row is None:
        return None
    id, name, email, role, company_id, locale, tzid = row
    return Actor(id, name, email, role, "web", company_id, locale, tzid)


def accounts() -> Sequence[Row[str, str, str, str | None]]:
    """(name, address, role, company) of everybody who can sign in: for the demo's sign-in page."""
    columns = select(User.name, User.email, User.role, Company.name)
    able = columns.outerjoin(User.company).where(User.active, User.password_hash.is_not(None))
    return db.session.execute(able.order_by(User.id).limit(20)).all()
