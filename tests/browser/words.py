"""Whether a page in another language says something in English that is nobody's own text."""

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path

import holidays
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parents[2] / "booking" / "translations"
LATIN = re.compile("[A-Za-z]{2}")
PHRASE = re.compile(r"[A-Za-z][a-z’']+(?:,? [A-Za-z][a-z’']+)+")
# As `re.escape` leaves it.
PLACEHOLDER = re.compile(r"%\\\(\w+\\\)[sd]")
COUNTRIES = ("JP", "KR", "CN", "TW", "SG")
# What is English by its nature: mails that were written in it and what programs and servers say.
UNREAD = {"message", "snapshot", "idempotency_key"}


@cache
def catalogue(locale: str) -> dict[str, str]:
    with (CATALOGUES / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return {
            english: said
            for message in read_po(file, locale=locale)
            for english, said in zip(_forms(message.id), _forms(message.string), strict=False)
        }


def _forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return text if isinstance(text, tuple) else (text,)


@cache
def every_word(locale: str) -> str:
    return "\n".join(catalogue(locale).values())


@cache
def holiday_names() -> str:
    """Of all countries of the demo."""
    years = range(date.today().year - 1, date.today().year + 3)
    found = [holidays.country_holidays(country, years=years, language="en_US") for country in COUNTRIES]
    return "\n".join(name for one in found for name in one.values())


@cache
def sentences(locale: str) -> re.Pattern[str]:
    """Matches a text that is English of ours, and would be said otherwise in this language."""
    ours = [english for english, said in catalogue(locale).items() if said != english and has_words(english)]
    return re.compile("|".join(PLACEHOLDER.sub(".+", re.escape(text)) for text in ours))


def has_words(text: str) -> bool:
    """Beside the values that are put in, and more than a preposition."""
    rest = re.sub(r"%\(\w+\)[sd]", "", text)
    return bool(re.search("[A-Za-z].*" * (2 if rest == text else 4), rest))


def english(texts: Iterable[str], locale: str, data: str) -> Iterator[str]:
    """`data` is all that people have written. Holidays of other countries go by their English names."""
    said = every_word(locale) + holiday_names() + data
    for text in {" ".join(text.split()) for text in texts if LATIN.search(text)}:
        if text not in data and sentences(locale).fullmatch(text):
            yield text
        else:
            yield from (phrase for phrase in PHRASE.findall(text) if phrase not in said)


def data(database: Path) -> str:
    """Every text of the centre's rows, except those of mails."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        rows = [
            row
            for table in tables
            if table not in UNREAD
            for row in connection.execute(f'SELECT * FROM "{table}"')
        ]
    return "\n".join(value for row in rows for value in row if isinstance(value, str))
