"""The text in a header (RFC 2047), read as mail programs write it rather than as they should."""

import binascii
import re

from booking.mail.compose import one_line
from booking.mailbox.charsets import decoded
from booking.mailbox.transfer import from_base64

LONGEST = 2000  # characters of a value that is for people to read
_WORD = re.compile(r"=\?([^?*\s]{1,40})(?:\*[^?\s]{0,40})?\?([bq])\?([^?]*)\?=", re.I)


def text_of(raw: str, charset: str = "") -> str:
    """One line for people. `charset` is that of bytes which stand there bare.

    Words of the same charset are joined before they are decoded: QQ and Outlook cut letters in two.
    """
    return one_line("".join(decoded(content, name or charset) for name, content in _runs(raw[:LONGEST])))


def bare(raw: str) -> bytes:
    """The bytes that a head's value was made from."""
    return raw.encode("utf-8", "surrogateescape")


def _runs(raw: str) -> list[tuple[str, bytes]]:
    """Charsets, empty for what is not encoded, and bytes."""
    runs: list[tuple[str, bytes]] = []
    at = 0
    for word in _WORD.finditer(raw):
        gap, name = raw[at : word.start()], word[1].lower()
        if gap and not (gap.isspace() and runs and runs[-1][0]):
            runs.append(("", bare(gap)))
        before = runs.pop()[1] if runs and runs[-1][0] == name else b""
        runs.append((name, before + _payload(word[2], word[3])))
        at = word.end()
    return [*runs, ("", bare(raw[at:]))]


def _payload(encoding: str, text: str) -> bytes:
    content = bare(text)
    return from_base64(content) if encoding in "bB" else binascii.a2b_qp(content, header=True)
