from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from booking.actions.history import record
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound
from booking.extensions import db
from booking.models import Resource
from booking.models.resource import TEXTS
from booking.permissions import Actor, demand
from booking.rules.intake import wrong_text


@transaction
def edit_texts(
    slug: str, *, by: Actor, now: datetime, texts: Mapping[str, Mapping[str, str]], phone: str
) -> Resource:
    """What staff write of a space: each of TEXTS by locale, and its phone.

    Raises Forbidden, Invalid, NotFound.
    """
    demand(by, "edit_texts")
    if faults := _faults(texts, phone):
        raise Invalid(faults)
    row = select(Resource).where(Resource.slug == slug).with_for_update(key_share=True)
    space: Resource | None = db.session.scalar(row)
    if space is None:
        raise NotFound()
    before = {"texts": space.texts, "phone": space.phone}
    space.texts = {name: {k: v.strip() for k, v in by_locale.items()} for name, by_locale in texts.items()}
    space.phone = phone.strip()
    space.changes += 1
    after = {"texts": space.texts, "phone": space.phone}
    record("edit_texts", by, now, subject=f"resource:{slug}", before=before, after=after)
    return space


def _faults(texts: Mapping[str, Mapping[str, str]], phone: str) -> list[BrokenRule]:
    unknown = [BrokenRule("unknown_answer", f"texts.{name}") for name in texts if name not in TEXTS]
    written = [(f"texts.{name}.{locale}", text) for name, by in texts.items() for locale, text in by.items()]
    wrong = [fault for field, text in written for fault in wrong_text(field, text, "description")]
    return unknown + wrong + list(wrong_text("phone", phone))
