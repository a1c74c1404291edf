"""What a mail says to people."""

import html
import re
from collections.abc import Iterable, Iterator

from booking.ical.text import cleaned
from booking.mailbox.parts import Part

LONGEST = 20_000  # characters that are kept
LONGEST_HTML = 200_000  # that are looked at
_TAG = re.compile(r"(<[^<>]*>)")
_UNSEEN = re.compile(r"<(?:(style|script|head|title)\b|!--)", re.I)
_BREAK = re.compile(r"<(?:br|/p|/div|/tr|/h\d|/li)\b", re.I)
_BLANKS, _ENDS, _GAPS = re.compile(r"[ \xa0]+"), re.compile(r" ?\n ?"), re.compile(r"\n{3,}")


def prose(parts: Iterable[Part]) -> str:
    """The first plain text that is not attached, else the words of the HTML; nothing of it is fetched."""
    shown = [part for part in parts if not part.attached]
    plain = next((part.text for part in shown if part.type == "text/plain"), "")
    if not plain.strip():
        plain = next((_words(part.text) for part in shown if part.type == "text/html"), "")
    return cleaned(plain[:LONGEST]).strip()


def _words(markup: str) -> str:
    words = html.unescape("".join(_seen(markup[:LONGEST_HTML])))
    return _GAPS.sub("\n\n", _ENDS.sub("\n", _BLANKS.sub(" ", words)))


def _seen(markup: str) -> Iterator[str]:
    until = ""
    for token in _TAG.split(markup):
        until = until or _unseen_until(token)
        if until:
            until = "" if until in token.lower() else until
        elif token.startswith("<"):
            yield "\n" if _BREAK.match(token) else ""
        else:
            yield re.sub(r"\s+", " ", token)


def _unseen_until(tag: str) -> str:
    found = _UNSEEN.match(tag)
    if not found:
        return ""
    return f"</{found[1].lower()}" if found[1] else "-->"
