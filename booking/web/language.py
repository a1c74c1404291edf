"""The language of an answer: `?lang=` > what was chosen before > the account > the browser > the default."""

from flask import Flask, Response, g, has_request_context, request
from werkzeug.datastructures import LanguageAccept

from booking.extensions import babel
from booking.rules.locales import LOCALES
from booking.web.visitor import visitor

COOKIE = "lang"
_YEAR = 365 * 24 * 3600
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def register(app: Flask) -> None:
    babel.init_app(app, locale_selector=selected)
    app.before_request(_read_choice)
    app.after_request(_keep_choice)


def _read_choice() -> None:
    asked = request.args.get("lang", "")
    g.chosen_locale = asked if asked in LOCALES else None


def _keep_choice(response: Response) -> Response:
    if chosen := g.get("chosen_locale"):
        response.set_cookie(COOKIE, chosen, max_age=_YEAR, samesite="Lax", path="/", httponly=True)
    return response


def selected() -> str | None:
    """For the whole application, the API's bearers included (`g.actor`). None: the default."""
    if not has_request_context():
        return None
    kept = request.cookies.get(COOKIE, "")
    chosen = g.get("chosen_locale") or (kept if kept in LOCALES else None)
    return chosen or _of_account() or accepted(request.accept_languages)


def _of_account() -> str | None:
    by = visitor()
    return by.locale if by and by.locale in LOCALES else None


def accepted(languages: LanguageAccept) -> str | None:
    """The browser's first language that we have; regions of Chinese as their script."""
    return next((found for tag in languages.values() if (found := of_tag(tag))), None)


def of_tag(tag: str) -> str | None:
    """`zh-TW` is zh_Hant, `zh` and `zh-CN` are zh_Hans, `ko-KR` is ko."""
    first, *rest = tag.lower().replace("_", "-").split("-")
    if first == "zh":
        return "zh_Hant" if any(part in _TRADITIONAL for part in rest) else "zh_Hans"
    return first if first in LOCALES else None
