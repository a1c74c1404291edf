"""The language of an answer: `?lang=` > what was chosen before > whose personal link it is > the account >
the browser > the default.
"""

from flask import Flask, Response, g, has_request_context, request
from flask_babel import refresh

from booking.extensions import babel
from booking.rules.locales import LOCALES, preferred
from booking.web.visitor import visitor

COOKIE = "lang"
_YEAR = 365 * 24 * 3600


def register(app: Flask) -> None:
    babel.init_app(app, locale_selector=selected)
    app.before_request(_read_choice)
    app.after_request(_keep_choice)


def _read_choice() -> None:
    asked = request.args.get("lang", "")
    g.chosen_locale = asked if asked in LOCALES else None


def choose(locale: str) -> None:
    """From now on, this answer included."""
    g.chosen_locale = locale
    refresh()


def meet(locale: str) -> None:
    """The language of whoever came by a personal link."""
    g.met_locale = locale
    refresh()


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
    return chosen or g.get("met_locale") or _of_account() or preferred(request.accept_languages)


def _of_account() -> str | None:
    by = visitor()
    return by.locale if by and by.locale in LOCALES else None
