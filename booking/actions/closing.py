"""What closing for a while and for a day share: whom it concerns, and the reason in several languages."""

from collections.abc import Iterator, Mapping

from sqlalchemy import or_, select

from booking.actions.locks import lock_resources
from booking.errors import BrokenRule, NotFound
from booking.extensions import db
from booking.models import Resource
from booking.rules.intake import wrong_text
from booking.rules.locales import LOCALES


def concerned(slug: str | None, with_parts: bool = False) -> list[Resource]:
    """The resource, and perhaps its parts; every one where none is named. Their rows are locked.

    Raises NotFound.
    """
    found = named_with_parts(slug, with_parts)
    lock_resources(r.id for r in found)
    return found


def named_with_parts(slug: str | None, with_parts: bool) -> list[Resource]:
    """The resource itself is the first. Raises NotFound."""
    rows = select(Resource).order_by(Resource.id)
    if slug is not None:
        named = select(Resource.id).where(Resource.slug == slug).scalar_subquery()
        parts = [Resource.part_of_id == named] if with_parts else []
        rows = select(Resource).where(or_(Resource.id == named, *parts)).order_by(Resource.slug != slug)
    found = list(db.session.scalars(rows))
    if not found:
        raise NotFound()
    return found


def concerned_by(resource_id: int | None) -> list[Resource]:
    """As above, by the id that a row of ours has."""
    resource = db.session.get(Resource, resource_id) if resource_id else None
    return concerned(resource.slug if resource else None)


def reason_faults(reason: Mapping[str, str]) -> Iterator[BrokenRule]:
    for locale, text in reason.items():
        if locale not in LOCALES:
            yield BrokenRule("unknown_answer", f"reason.{locale[:20]}")
        yield from wrong_text(f"reason.{locale}", text, "answer")


def written(reason: Mapping[str, str]) -> dict[str, str]:
    """Only the languages that say something."""
    return {locale: text.strip() for locale, text in reason.items() if text.strip()}
