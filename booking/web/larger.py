"""Where staff send files, a body may be larger than anywhere else."""

from flask import Flask, current_app, request

from booking.permissions import may
from booking.rules.photos import LARGEST_FILE
from booking.web.visitor import visitor

_TAKE_FILES = {"space_photos.add"}


def register(app: Flask) -> None:
    """Before whatever else reads the body."""
    app.before_request_funcs.setdefault(None, []).insert(0, _allow)


def _allow() -> None:
    if request.endpoint in _TAKE_FILES and may(visitor(), "edit_texts"):
        request.max_content_length = LARGEST_FILE + current_app.config["MAX_CONTENT_LENGTH"]
