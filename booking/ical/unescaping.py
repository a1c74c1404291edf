"""Text of other people's properties (RFC 5545 3.3.11), and what is kept of it."""

import re

from booking.ical.text import cleaned, parameter

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"n": "\n", "N": "\n", "\\": "\\", ",": ",", ";": ";", ":": ":", '"': '"'}


def unescaped(value: str) -> str:
    r"""In one pass, so that `C:\\new` keeps its n. What is no escape stays as it is."""
    return _ESCAPED.sub(lambda found: _MEANT.get(found[1], found[0]), value)


def kept(value: str, most: int) -> str:
    """Cleaned (ICAL C18), without blanks around it, and not longer than `most` characters."""
    return without_mark(cleaned(unescaped(value))).strip()[:most].rstrip()


def without_mark(value: str) -> str:
    """No byte order mark, which means nothing within a text, and which the library drops when it writes."""
    return value.replace("\ufeff", "")


def one_line(value: str, most: int) -> str:
    return " ".join(kept(value, most).split())


def in_short(value: str, most: int) -> str:
    """As it was written, to say in a refusal what is meant."""
    return parameter(parameter(value)[:most])
