"""Photos of a space, and sketches of its floor."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from booking.actions.history import record
from booking.actions.locks import lock_resources
from booking.actions.transaction import transaction
from booking.errors import BrokenRule, Invalid, NotFound
from booking.extensions import db
from booking.models import Photo, Resource
from booking.models.resource import EQUIPMENT
from booking.permissions import Actor, demand
from booking.queries.photos import photos_of
from booking.queries.resources import resource
from booking.rules.intake import wrong_text
from booking.rules.locales import LOCALES
from booking.rules.photos import KINDS, Developed, develop

MOST = 12  # of one space
Alts = Mapping[str, str]


def add_photo(slug: str, kind: str, file: bytes, alts: Alts, *, by: Actor, now: datetime) -> int:
    """At the end; its id. What is costly is done outside of the transaction.

    Raises Forbidden, Invalid, NotFound.
    """
    demand(by, "edit_texts")
    if wrong := _faults(kind, alts):
        raise Invalid(wrong)
    return _add(slug, kind, develop(file, kind), alts, by, now)


@transaction
def _add(slug: str, kind: str, made: Developed, alts: Alts, by: Actor, now: datetime) -> int:
    space = _space(slug)
    others = photos_of(space.id)
    if len(others) >= MOST:
        raise Invalid([BrokenRule("too_many_items", "file", {"most": MOST})])
    photo = Photo(
        resource_id=space.id,
        kind=kind,
        alts=dict(alts),
        hash=hashlib.sha256(made.large).hexdigest()[:16],
        width=made.width,
        height=made.height,
        small=made.small,
        large=made.large,
        position=len(others) + 1,
        added_at=now,
    )
    db.session.add(photo)
    db.session.flush()
    record("add_photo", by, now, subject=_subject(photo), after=_picture(photo))
    return photo.id


@transaction
def edit_photo(photo_id: int, alts: Alts, *, by: Actor, now: datetime) -> None:
    """What is to be seen on it. Raises Forbidden, Invalid, NotFound."""
    photo = _found(photo_id, by)
    if wrong := _faults(photo.kind, alts):
        raise Invalid(wrong)
    before = _picture(photo)
    photo.alts = dict(alts)
    record("edit_photo", by, now, subject=_subject(photo), before=before, after=_picture(photo))


@transaction
def place_photo(photo_id: int, position: int, *, by: Actor, now: datetime) -> None:
    """Where among those of its space, from 1. Raises Forbidden, NotFound."""
    photo = _found(photo_id, by)
    before = _picture(photo)
    line = [one for one in photos_of(photo.resource_id) if one is not photo]
    line.insert(max(position, 1) - 1, photo)
    for place, each in enumerate(line, 1):
        each.position = place
    record("place_photo", by, now, subject=_subject(photo), before=before, after=_picture(photo))


@transaction
def remove_photo(photo_id: int, *, by: Actor, now: datetime) -> None:
    """Raises Forbidden, NotFound."""
    photo = _found(photo_id, by)
    record("remove_photo", by, now, subject=_subject(photo), before=_picture(photo))
    db.session.delete(photo)


def _found(photo_id: int, by: Actor) -> Photo:
    """With its space locked."""
    demand(by, "edit_texts")
    photo = db.session.get(Photo, photo_id)
    if photo is None:
        raise NotFound()
    lock_resources([photo.resource_id])
    db.session.refresh(photo)
    return photo


def _space(slug: str) -> Resource:
    found = resource(slug)
    if found.kind == EQUIPMENT:
        raise NotFound()
    lock_resources([found.id])
    return found


def _faults(kind: str, alts: Alts) -> list[BrokenRule]:
    """Who cannot see it is told what is to be seen, in one language at least."""
    wrong = [] if kind in KINDS else [BrokenRule("unknown_answer", "kind")]
    wrong += [] if any(alts.values()) else [BrokenRule("missing", "alts")]
    wrong += [BrokenRule("unknown_answer", f"alts.{locale[:20]}") for locale in alts if locale not in LOCALES]
    return wrong + [
        rule for locale, text in alts.items() for rule in wrong_text(f"alts.{locale}", text, "title")
    ]


def _subject(photo: Photo) -> str:
    return f"photo:{photo.id}"


def _picture(photo: Photo) -> dict[str, Any]:
    names = ("resource_id", "kind", "alts", "hash", "position")
    return {name: getattr(photo, name) for name in names}
