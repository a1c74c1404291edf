"""The reader's language: what the request asks for, else the account's, else the house's."""

from flask import Flask, current_app, g, has_request_context, request
from flask_babel import get_babel

from booking.api.problems import PREFIX

TAGS = {
    "ja": "ja",
    "en": "en",
    "ko": "ko",
    "zh-Hans": "zh_Hans",
    "zh-CN": "zh_Hans",
    "zh-SG": "zh_Hans",
    "zh-Hant": "zh_Hant",
    "zh-TW": "zh_Hant",
    "zh-HK": "zh_Hant",
    "zh-Hant-TW": "zh_Hant",
    "zh-Hant-HK": "zh_Hant",
    "zh": "zh_Hans",
}


def chosen() -> str:
    wanted = request.accept_languages.best_match(TAGS) if request.accept_languages else None
    if wanted:
        return TAGS[wanted]
    return g.actor.locale if g.get("actor") else current_app.config["DEFAULT_LOCALE"]


def register(app: Flask) -> None:
    """Pages choose in their own way, which stays in force outside /api/."""
    babel = get_babel(app)
    pages = babel.locale_selector
    babel.locale_selector = lambda: chosen() if _asks_the_api() else pages()


def _asks_the_api() -> bool:
    return has_request_context() and request.path.startswith(PREFIX)
