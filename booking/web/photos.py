"""A space's photos, under an address with a hash of their bytes: browsers keep them for good."""

from typing import Any

from flask import Blueprint, Response

from booking.queries.photos import bytes_of
from booking.web.assets import FOR_GOOD

blueprint = Blueprint("photos", __name__, url_prefix="/photos")


@blueprint.get("/<int(max=2147483647):photo_id>-<hash>.webp", defaults={"large": False})
@blueprint.get("/<int(max=2147483647):photo_id>-<hash>-large.webp", defaults={"large": True})
def show(photo_id: int, hash: str, large: bool) -> Any:
    response = Response(bytes_of(photo_id, hash, large), mimetype="image/webp")
    response.headers["Cache-Control"] = FOR_GOOD
    return response
