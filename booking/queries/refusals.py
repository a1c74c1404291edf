"""What was refused, newest first."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import aliased

from booking.extensions import db
from booking.models import Company, Refusal, Resource
from booking.models.columns import Translated
from booking.queries.down import down


def refusals(before: int | None, limit: int) -> Sequence[Refusal]:
    """Those with an id below `before`."""
    return db.session.scalars(down(select(Refusal), Refusal.id, before, limit)).all()


def companies_of(found: Sequence[Refusal]) -> dict[int, Company]:
    """By id."""
    ids = {row.company_id for row in found if row.company_id}
    return {one.id: one for one in db.session.scalars(select(Company).where(Company.id.in_(ids)))}


def wholes_of(found: Sequence[Refusal]) -> dict[str, str]:
    """By the slug of each part that they speak of, that of its whole."""
    told = {rule.get("resource", "") for row in found for rule in row.rules}
    whole = aliased(Resource)
    rows = select(Resource.slug, whole.slug).join(whole, Resource.part_of_id == whole.id)
    return dict(db.session.execute(rows.where(Resource.slug.in_(told))).all())


def spaces_of(found: Sequence[Refusal]) -> dict[str, Translated]:
    """The names of all that they speak of, by slug; what is no more is left out."""
    asked = {slug for row in found for slug in row.request.get("spaces", ())}
    told = {rule.get(key, "") for row in found for rule in row.rules for key in ("resource", "set_by")}
    rows = select(Resource.slug, Resource.names).where(Resource.slug.in_(asked | told))
    return dict(db.session.execute(rows).all())
