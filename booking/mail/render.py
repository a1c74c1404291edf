"""The templates of mails, apart from the pages': nothing of a request is within their reach."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from booking.mail.digest import digest_words
from booking.mail.letter import Letter
from booking.mail.sender import Sender
from booking.mail.words import words
from booking.rules.digest import DIGEST

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"


def render(name: str, told: dict[str, Any]) -> str:
    text = _environment().get_template(name).render(told)
    return _tidy(text) if name.endswith(".txt") else text


def words_of(letter: Letter, sender: Sender) -> dict[str, Any]:
    return digest_words(letter, sender) if letter.kind == DIGEST else words(letter, sender)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_callables(gettext, ngettext, newstyle=True)
    return made


def _tidy(text: str) -> str:
    """At most one empty line at a time, none at either end."""
    return re.sub(r"\n{3,}", "\n\n", re.sub(r"[ \t]+\n", "\n", text)).strip() + "\n"
