"""What every page shows around its own: the centre's name, the demo's banner, languages, who is signed in."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, g, request
from flask_babel import get_locale, gettext, lazy_gettext

from booking.permissions import ADMINISTRATOR, MEMBER, STAFF, may
from booking.queries.house import House, house
from booking.video.choose import provider
from booking.web.visitor import viewer_tzid, visitor
from booking.wording import LOCALE_NAMES, TEXTS, comma, language_of, translated, with_reading

ROLES = {
    MEMBER: lazy_gettext("Member"),
    STAFF: lazy_gettext("Staff"),
    ADMINISTRATOR: lazy_gettext("Administrator"),
}


def register(app: Flask) -> None:
    app.context_processor(_frame)
    app.jinja_env.globals.update(
        may=may, translated=translated, language_of=language_of, html_lang=html_lang, languages=languages,
        places=places, role_text=role_text, comma=comma, text_names=TEXTS, with_reading=with_reading,
        has_conference_server=has_conference_server,
    )  # fmt: skip
    app.jinja_env.filters["tel"] = tel


def _frame() -> dict[str, Any]:
    return {"visitor": visitor(), "house": the_house(), "viewer_tzid": viewer_tzid()}


def has_conference_server() -> bool:
    return provider(current_app.config) is not None


def the_house() -> House | None:
    """Once a request; None before `setup`."""
    if "house" not in g:
        g.house = house()
    return g.house


def html_lang(locale: str | None = None) -> str:
    """BCP 47: `zh-Hant`."""
    return (locale or str(get_locale())).replace("_", "-")


def languages() -> Iterator[tuple[str, str, str]]:
    """(locale, its own name, this page in it) of the centre's languages."""
    args = request.args.to_dict(flat=False) if request.method == "GET" else {}
    house = the_house()
    for locale in house.locales if house else LOCALE_NAMES:
        yield locale, LOCALE_NAMES[locale], f"{request.path}?{urlencode(args | {'lang': locale}, doseq=True)}"


def places() -> Iterator[tuple[str, str, str]]:
    """(address, name, verb that one must be allowed or "") of the main navigation."""
    by = visitor()
    yield "/", gettext("Availability"), ""
    yield "/search", gettext("Find a time"), ""
    if by:
        yield "/reservations", gettext("My bookings"), ""
        yield "/desk", gettext("Staff desk"), "desk"
        yield "/admin", gettext("Administration"), "edit_policy"
        yield "/account", gettext("Account"), ""
        yield "/sign-out", gettext("Sign out"), ""
    else:
        yield "/sign-in", gettext("Sign in"), ""


def role_text(role: str) -> str:
    return str(ROLES[role])


def tel(phone: str) -> str:
    """RFC 3966: digits and a leading plus."""
    return "".join(letter for letter in phone if letter.isdigit() or letter == "+")
