"""What the centre is called, where it is, and which languages it speaks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from booking.actions.closing import written
from booking.actions.counters import raise_all
from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid
from booking.extensions import db
from booking.models import Centre
from booking.permissions import Actor, demand
from booking.rules.intake import wrong_text
from booking.rules.locales import LOCALES
from booking.rules.resource_faults import name_faults


@dataclass(frozen=True, slots=True)
class CentreTexts:
    """`names` and `address` by locale; `locale` is its own language, one of `locales`, which it offers."""

    names: Mapping[str, str]
    address: Mapping[str, str]
    phone: str
    locale: str
    locales: Sequence[str]


@transaction
def edit_centre(told: CentreTexts, *, by: Actor, now: datetime) -> None:
    """It stands on every page, in every mail and in feeds. Raises Forbidden, Invalid."""
    demand(by, "edit_texts")
    if wrong := list(_faults(told)):
        raise Invalid(wrong)
    raise_all()
    centre = db.session.scalars(select(Centre).with_for_update()).one()
    before = _picture(centre)
    centre.names, centre.address = written(told.names), written(told.address)
    centre.phone, centre.locale = told.phone.strip(), told.locale
    centre.locales = [locale for locale in LOCALES if locale in told.locales]
    record("edit_centre", by, now, subject="centre:1", before=before, after=_picture(centre))


def _faults(told: CentreTexts) -> Iterator[BrokenRule]:
    yield from name_faults(told.names)
    for locale, text in told.address.items():
        yield from wrong_text(f"address.{locale[:20]}", text, "description")
    yield from wrong_text("phone", told.phone)
    if not told.locales or any(locale not in LOCALES for locale in told.locales):
        yield BrokenRule("unknown_answer", "locales")
    if told.locale not in told.locales:
        yield BrokenRule("not_offered", "locale")


def _picture(centre: Centre) -> dict[str, Any]:
    columns = CentreTexts(centre.names, centre.address, centre.phone, centre.locale, centre.locales)
    return asdict(columns)
