"""What the product says in a language, by its English msgid: meaning, not a catalogue's words."""

from flask_babel import force_locale, gettext


def said(locale: str, msgid: str, **values: object) -> str:
    """Needs an application context."""
    with force_locale(locale):
        return gettext(msgid, **values)
