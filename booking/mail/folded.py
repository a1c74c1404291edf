"""Text in a header, folded. The standard library loses a space where it stands between two encoded words."""

import textwrap
from base64 import b64encode
from collections.abc import Iterator

WIDTH, LONGEST_WORD = 76, 75  # RFC 2047, 2: of a line that holds an encoded word, and of the word itself
_LONGEST_LINE = 998  # RFC 5322, 2.1.1
_AROUND = len("=?utf-8?b??=")


def folded(name: str, text: str, last: str = "", linesep: str = "\r\n") -> str:
    """The whole header; `last` is what follows the text and is ASCII as it stands, such as an address."""
    lines = _plain(name, text) if is_plain(text) else _encoded(name, text)
    if last and len(lines[-1]) + 1 + len(last) > WIDTH:
        lines.append(f" {last}")
    elif last:
        lines[-1] += f" {last}"
    return linesep.join(lines) + linesep


def is_plain(text: str) -> bool:
    """Whether it may stand as it is, and be folded at its spaces: what looks like an encoded word may not."""
    words = text.split(" ")
    return text.isascii() and text.isprintable() and "=?" not in text and _can_be_parted(words)


def _can_be_parted(words: list[str]) -> bool:
    return all(words) and max(map(len, words)) < _LONGEST_LINE - WIDTH


def _plain(name: str, text: str) -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"{name}: ",
        subsequent_indent=" ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _encoded(name: str, text: str) -> list[str]:
    """All of it, and with it every space: of what is between two encoded words no reader sees any (6.2)."""
    words = [f"=?utf-8?b?{b64encode(part).decode()}?=" for part in _parts(text, len(name) + 2)]
    return [f"{name}: {words[0]}", *(f" {word}" for word in words[1:])] if words else [f"{name}: "]


def _parts(text: str, before: int) -> Iterator[bytes]:
    """Bytes of whole characters, as many as fit into a line: none is parted (5)."""
    part, room = b"", _bytes_in(WIDTH - before)
    for character in text:
        more = character.encode()
        if part and len(part) + len(more) > room:
            yield part
            part, room = b"", _bytes_in(LONGEST_WORD)
        part += more
    if part:
        yield part


def _bytes_in(length: int) -> int:
    return (length - _AROUND) // 4 * 3
