"""The centre as a plain value, for what stands around every page."""

from dataclasses import dataclass

from sqlalchemy import select

from booking.extensions import db
from booking.models import Centre
from booking.models.columns import Translated

_HOUSE = select(Centre.names, Centre.tzid, Centre.locales, Centre.demo, Centre.phone)


@dataclass(frozen=True, slots=True)
class House:
    names: Translated
    tzid: str
    locales: list[str]
    demo: bool
    phone: str


def house() -> House | None:
    """None before `setup`."""
    row = db.session.execute(_HOUSE).one_or_none()
    return House(*row) if row else None
