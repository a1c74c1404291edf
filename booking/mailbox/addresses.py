"""The addresses in a head (RFC 5322 3.4), so strictly that none can be taken for another."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from booking.mailbox.encoded_words import text_of
from booking.mailbox.fields import Fields, values

LONGEST = 254  # characters (RFC 5321 4.5.3.1)
_ADDRESS = re.compile(r"[^\s@<>()\[\],;:\"\\]+@[^\s@<>()\[\],;:\"\\]+")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|<[^<>]*>|[,;]|[^",;<>]+|[<>"]', re.S)
_QUOTES = re.compile(r'^"|"$|\\(?=.)', re.S)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """`address` is bare and in lower case; empty where it is none."""

    address: str
    name: str = ""


def senders(fields: Fields, charset: str = "") -> list[Mailbox]:
    """All of From: there should be one. Wrong ones, without an address, are among them."""
    return [one for raw in values(fields, "from") for one in mailboxes(raw, charset)]


def addresses(fields: Fields, *names: str) -> tuple[str, ...]:
    """Each once; what is none is left out."""
    found = (one.address for name in names for raw in values(fields, name) for one in mailboxes(raw))
    return tuple(dict.fromkeys(address for address in found if address))


def mailboxes(raw: str, charset: str = "") -> list[Mailbox]:
    """`charset` is that of bytes which stand there bare.

    What has no `@` is none: of `Sato, Taro <taro@example.jp>`, which lacks quotes, it is the second.
    """
    parts = _split(uncommented(raw) or "")
    return [_mailbox(part, charset) for part in parts if "@" in "".join(part)]


def uncommented(raw: str) -> str | None:
    """Without what stands in brackets (RFC 5322 3.2.2); None where a bracket or quotation does not end."""
    kept, depth, quoted, escaped = [], 0, False, False
    for sign in raw:
        outside = not depth and sign != "("
        if escaped or (sign == "\\" and (quoted or depth)):
            escaped = not escaped
        elif sign == '"' and not depth:
            quoted = not quoted
        elif sign in "()" and not quoted and (depth or sign == "("):
            depth += 1 if sign == "(" else -1
        kept.append(sign if quoted or outside else " ")
    return None if depth or quoted else "".join(kept)


def _split(plain: str) -> Iterator[list[str]]:
    part: list[str] = []
    for token in _TOKEN.findall(plain):
        if token in (",", ";"):
            yield part
            part = []
        else:
            part.append(token)
    yield part


def _mailbox(part: list[str], charset: str) -> Mailbox:
    angles = [token for token in part if token[0] == "<"]
    words = [token for token in part if token[0] != "<"]
    if not angles:  # a group's name ends with a colon
        return Mailbox(_address("".join(words).rpartition(":")[2]))
    name = text_of(" ".join(_unquoted(word.strip()) for word in words), charset)
    return Mailbox(_address(angles[0][1:-1]) if len(angles) == 1 else "", name)


def _address(raw: str) -> str:
    address = raw.strip().lower()
    good = len(address) <= LONGEST and _ADDRESS.fullmatch(address) and address.isprintable()
    return address if good else ""


def _unquoted(word: str) -> str:
    return _QUOTES.sub("", word) if word.startswith('"') else word
