"""Photos of a space, without their bytes unless these are asked for."""

from collections.abc import Sequence

from sqlalchemy import select

from booking.errors import NotFound
from booking.extensions import db
from booking.models import Photo, Resource


def photos_of(resource_id: int) -> Sequence[Photo]:
    """In the order that staff gave them."""
    rows = select(Photo).where(Photo.resource_id == resource_id).order_by(Photo.position, Photo.id)
    return db.session.scalars(rows).all()


def photo(photo_id: int) -> tuple[Photo, Resource]:
    """With its space. Raises NotFound."""
    found = db.session.get(Photo, photo_id)
    if found is None:
        raise NotFound()
    return found, db.session.get_one(Resource, found.resource_id)


def bytes_of(photo_id: int, hash: str, large: bool) -> bytes:
    """WebP. Raises NotFound."""
    column = Photo.large if large else Photo.small
    found = db.session.scalar(select(column).where(Photo.id == photo_id, Photo.hash == hash))
    if found is None:
        raise NotFound()
    return found
