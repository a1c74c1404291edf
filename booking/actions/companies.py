"""Companies whose people book."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.actions.unique import flush_unless_used
from booking.errors import BrokenRule, Invalid, NotFound
from booking.extensions import db
from booking.models import Company
from booking.permissions import Actor, demand
from booking.queries.people import company_named
from booking.rules.people_faults import company_faults

FIELDS = ("name", "reading", "kind", "country", "tzid", "locale")
Values = Mapping[str, str]


@transaction
def add_company(values: Values, *, by: Actor, now: datetime) -> int:
    """Its id. `values` has every one of FIELDS. Raises Forbidden, Invalid."""
    demand(by, "edit_people")
    _vet(values, None)
    made = Company(**values)
    db.session.add(made)
    flush_unless_used("name_used", "name")
    record("add_company", by, now, subject=f"company:{made.id}", after=_picture(made))
    return made.id


@transaction
def edit_company(company_id: int, values: Values, *, by: Actor, now: datetime) -> None:
    """Bookings keep the name under which they were made. Raises Forbidden, Invalid, NotFound."""
    demand(by, "edit_people")
    found = db.session.scalar(select(Company).where(Company.id == company_id).with_for_update(key_share=True))
    if found is None:
        raise NotFound()
    _vet(values, found)
    before = _picture(found)
    for name in FIELDS:
        setattr(found, name, values[name])
    found.changes += 1
    flush_unless_used("name_used", "name")
    record("edit_company", by, now, subject=f"company:{found.id}", before=before, after=_picture(found))


def _vet(values: Values, itself: Company | None) -> None:
    wrong = list(company_faults(values))
    same = company_named(values["name"])
    if same and same is not itself:
        wrong.append(BrokenRule("name_used", "name"))
    if wrong:
        raise Invalid(wrong)


def _picture(company: Company) -> dict[str, Any]:
    return {name: getattr(company, name) for name in FIELDS}
