"""The templates of mails, apart from the pages': nothing of a request is within their reach."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from flask_babel import gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from booking.mail.confirm import confirm_words
from booking.mail.digest import digest_words
from booking.mail.letter import Letter
from booking.mail.not_read import words_of_not_read
from booking.mail.put_refused import words_of_put_refused
from booking.mail.room_answer import answer_words
from booking.mail.sender import Sender
from booking.mail.welcome import welcome_words
from booking.mail.words import words
from booking.rules.confirming import CONFIRM
from booking.rules.digest import DIGEST
from booking.rules.notices import NOT_READ, PUT_REFUSED, ROOM_ANSWER
from booking.rules.welcoming import WELCOME

TEMPLATES = Path(__file__).parents[2] / "templates" / "mail"
# Of mails that are not about a booking as it stands.
_WORDS = {
    DIGEST: digest_words,
    CONFIRM: confirm_words,
    ROOM_ANSWER: answer_words,
    NOT_READ: words_of_not_read,
    WELCOME: welcome_words,
    PUT_REFUSED: words_of_put_refused,
}


def render(name: str, told: dict[str, Any]) -> str:
    text = _environment().get_template(name).render(told)
    return _tidy(text) if name.endswith(".txt") else text


def words_of(letter: Letter, sender: Sender) -> dict[str, Any]:
    return _WORDS.get(letter.kind, words)(letter, sender)


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
