"""The reader's language: what the request asks for, else the account's, else the house's."""

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import get_babel

from booking.api.problems import PREFIX
from booking.rules.locales import preferred


def chosen() -> str:
    if wanted := preferred(request.accept_languages):
        return wanted
    return g.actor.locale if g.get("actor") else current_app.config["DEFAULT_LOCALE"]


def register(app: Flask) -> None:
    """Pages choose in their own way, which stays in force outside /api/."""
    babel = get_babel(app)
    pages = babel.locale_selector
    babel.locale_selector = lambda: chosen() if _asks_the_api() else pages()


def _asks_the_api() -> bool:
    return has_request_context() and request.path.startswith(PREFIX)
