"""A short text in each of the centre's languages."""

from collections.abc import Iterable, Mapping

from wtforms import Field, Form, StringField

from booking.wording import LOCALE_NAMES


def text_fields(prefix: str, locales: Iterable[str], most: int) -> dict[str, Field]:
    """`reason-ja`, `reason-en`."""
    return {f"{prefix}-{locale}": _field(locale, most) for locale in locales}


def _field(locale: str, most: int) -> Field:
    attributes = {"lang": locale.replace("_", "-"), "maxlength": most, "autocomplete": "off"}
    return StringField(LOCALE_NAMES[locale], render_kw=attributes)


def fields_of(form: Form, prefix: str) -> list[Field]:
    return [field for field in form if field.name.startswith(f"{prefix}-")]


def texts_of(form: Form, prefix: str) -> dict[str, str]:
    """By locale, those that say something."""
    written = {f.name.removeprefix(f"{prefix}-"): (f.data or "").strip() for f in fields_of(form, prefix)}
    return {locale: text for locale, text in written.items() if text}


def spread(prefix: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{prefix}-{locale}": text for locale, text in texts.items()}
