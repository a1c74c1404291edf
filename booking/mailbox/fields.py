"""The head of a mail, or of a part of it (RFC 5322 2.2, RFC 2045 5)."""

import re
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value

from booking.mailbox.encoded_words import bare, text_of

# From the top down: what the last server wrote stands first. Values are unfolded and not decoded.
Fields = tuple[tuple[str, str], ...]

LONGEST_KIND = 1000  # characters of Content-Type: the library takes its time with long ones
_FOLD = re.compile(r"\r?\n(?=[ \t])|[\r\n]")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")


def fields_of(content: bytes) -> Fields:
    """Names in lower case. Bytes beyond ASCII are kept as surrogates, for `text_of`."""
    lines = BytesHeaderParser(policy=compat32).parsebytes(content)
    return tuple((name.lower(), _FOLD.sub("", str(value)).strip()) for name, value in lines.raw_items())


def values(fields: Fields, name: str) -> list[str]:
    return [value for other, value in fields if other == name]


def value(fields: Fields, name: str) -> str:
    """The topmost; empty where there is none."""
    return next(iter(values(fields, name)), "")


def message_id(raw: str) -> str:
    """The first, in its angle brackets (RFC 5322 3.6.4); empty where there is none."""
    found = _MESSAGE_ID.search(raw)
    return found[0] if found and found[0].isascii() else ""


def kind_of(fields: Fields) -> Message:
    """What tells type, parameters and file name."""
    kind = Message()
    for name in ("content-type", "content-disposition"):
        if given := value(fields, name)[:LONGEST_KIND]:
            kind[name] = bare(given).decode("utf-8", "replace")
    return kind


def parameter(kind: Message, name: str, header: str = "content-type") -> str:
    """RFC 2231's too; empty where it is missing."""
    found = kind.get_param(name, "", header)
    return text_of(collapse_rfc2231_value(found)) if found else ""
