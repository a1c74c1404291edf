"""No text has a NUL: a database may not even be able to compare one with what it holds."""

from flask import Flask, abort, request

NUL = "\x00"


def register(app: Flask) -> None:
    app.before_request(_refuse)


def _refuse() -> None:
    """Before any route runs. JSON is judged field by field, where it can be said which."""
    if NUL in request.path or b"%00" in request.query_string or b"\x00" in request.query_string or _typed():
        abort(400)


def _typed() -> bool:
    return any(NUL in name or any(NUL in text for text in texts) for name, texts in request.form.lists())
