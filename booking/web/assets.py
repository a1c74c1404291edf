"""Addresses of static files that carry a hash of the content, so that browsers may keep them for good."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, current_app, request, url_for

FOR_GOOD = "public, max-age=31536000, immutable"


def register(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.after_request(_how_long)


def asset(name: str) -> str:
    path = Path(current_app.static_folder or "") / name
    return url_for("static", filename=name, v=_hash(path, path.stat().st_mtime_ns))


@lru_cache(maxsize=256)
def _hash(path: Path, changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _how_long(response: Response) -> Response:
    if request.endpoint == "static":
        response.headers["Cache-Control"] = FOR_GOOD if "v" in request.args else "no-cache"
    return response
