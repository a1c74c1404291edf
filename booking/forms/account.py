from functools import cache
from zoneinfo import available_timezones

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, PasswordField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from booking.rules.passwords import SHORTEST
from booking.rules.requests import LENGTHS
from booking.rules.wall import known
from booking.wording import LOCALE_NAMES

NEEDED = [InputRequired()]
LANGUAGES = [SelectChoice(*one) for one in LOCALE_NAMES.items()]


class AccountForm(FlaskForm):
    locale = SelectField(lazy_gettext("Language"), choices=LANGUAGES, validate_choice=False)
    tzid = StringField(
        lazy_gettext("Time zone"),
        NEEDED,
        render_kw={"list": "zones", "autocomplete": "off", "translate": "no"},
    )
    reading = StringField(
        lazy_gettext("Reading of your name"),
        description=lazy_gettext("In kana or Latin letters, for those who cannot read the name."),
        render_kw={"maxlength": LENGTHS["name"], "autocomplete": "off"},
    )
    digest = BooleanField(lazy_gettext("Send me the morning digest"))


class PasswordForm(FlaskForm):
    old = PasswordField(
        lazy_gettext("Present password"), NEEDED, render_kw={"autocomplete": "current-password"}
    )
    new = PasswordField(
        lazy_gettext("New password"),
        NEEDED,
        description=lazy_gettext("At least %(least)s characters.", least=SHORTEST),
        render_kw={"autocomplete": "new-password"},
    )


class ApiTokenForm(FlaskForm):
    name = StringField(lazy_gettext("Name, for you to know it by"), render_kw={"maxlength": 120})


@cache
def zones() -> tuple[str, ...]:
    """As people know them: with a region and a city. Some 600 files are looked at for them, once."""
    every = sorted(available_timezones())
    return tuple(name for name in every if "/" in name and not name.startswith("Etc/"))


def zone_named(text: str) -> str:
    """The zone of a city that only one is named after, however it is written; else the text itself."""
    typed = text.strip()
    if known(typed):
        return typed
    wanted = typed.replace(" ", "_").casefold()
    found = [name for name in zones() if wanted in (name.casefold(), name.rpartition("/")[2].casefold())]
    return found[0] if len(found) == 1 else typed
