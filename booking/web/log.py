"""What is written of a request that failed."""

from types import TracebackType
from typing import Any

from flask import Flask, request

Failure = tuple[type, BaseException, TracebackType | None] | tuple[None, None, None]


def register(app: Flask) -> None:
    """Flask writes the path, which may be a key: of a feed, or somebody's personal link."""

    def log_exception(failure: Failure) -> None:
        numbers = {name: value for name, value in (request.view_args or {}).items() if isinstance(value, int)}
        what: Any = request.url_rule or "an unknown address"
        app.logger.error("Exception on %s %s [%s]", what, numbers or "", request.method, exc_info=failure)

    app.log_exception = log_exception  # type: ignore[method-assign, assignment]
