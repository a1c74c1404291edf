"""What an app says of an event beside what the desk knows of it: alarms, categories, people, X- properties.

Theirs alone: it goes back into the text that this app is served, and nowhere else.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# What our own text says of an event.
_OURS = frozenset((
    b"UID", b"SEQUENCE", b"DTSTAMP", b"DTSTART", b"DTEND", b"DURATION", b"RRULE", b"EXRULE", b"RDATE",
    b"EXDATE", b"RECURRENCE-ID", b"SUMMARY", b"DESCRIPTION", b"LOCATION", b"STATUS", b"CREATED",
    b"LAST-MODIFIED", b"URL", b"BEGIN", b"END",
))  # fmt: skip
_LINE = re.compile(rb"[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*(?:\r?\n|$)")
_NAME = re.compile(rb"[A-Za-z0-9-]+")
WHOLE = b""


@dataclass(slots=True)
class _Said:
    """`date` is the value of its RECURRENCE-ID, or WHOLE; `parts` are its components, such as VALARM."""

    date: bytes = WHOLE
    lines: list[bytes] = field(default_factory=list)
    parts: list[bytes] = field(default_factory=list)


def with_private(ours: bytes, theirs: bytes) -> bytes:
    """Each event of our text with what theirs says of it; a date of which it says nothing has what it says of
    the whole."""
    said = {one.date: one for one in _events(theirs)}
    return b"".join(_merged(ours, said))


def _merged(ours: bytes, said: Mapping[bytes, _Said]) -> Iterator[bytes]:
    event: list[bytes] | None = None
    for line in _lines(ours):
        if _is(line, b"BEGIN:VEVENT"):
            event = []
        if event is None:
            yield line
            continue
        event.append(line)
        if _is(line, b"END:VEVENT"):
            yield from _with(event, said)
            event = None


def _with(event: list[bytes], said: Mapping[bytes, _Said]) -> Iterator[bytes]:
    date = next((_value(line) for line in event if _name(line) == b"RECURRENCE-ID"), WHOLE)
    private = said.get(date) or said.get(WHOLE) or _Said()
    names = {_name(line) for line in private.lines}
    yield from (line for line in event[:-1] if _name(line) not in names)
    yield from private.lines
    yield from private.parts
    yield event[-1]


def _events(text: bytes) -> Iterator[_Said]:
    open_parts: list[bytes] = []
    said = _Said()
    for line in _lines(text):
        if _is(line, b"BEGIN:VEVENT"):
            open_parts, said = [], _Said()
        elif _is(line, b"END:VEVENT"):
            yield said
        elif _name(line) == b"BEGIN" or open_parts:
            _of_part(line, open_parts, said)
        elif _name(line) == b"RECURRENCE-ID":
            said.date = _value(line)
        elif _name(line) not in _OURS:
            said.lines.append(line)


def _of_part(line: bytes, open_parts: list[bytes], said: _Said) -> None:
    """Whole, with whatever is in it."""
    said.parts.append(line)
    if _name(line) == b"BEGIN":
        open_parts.append(_value(line))
    elif _name(line) == b"END":
        open_parts.pop()


def _lines(text: bytes) -> Iterator[bytes]:
    """With the lines into which each is folded, and an end as ours have it."""
    for line in _LINE.findall(text):
        if line.strip():
            yield line.rstrip(b"\r\n") + b"\r\n"


def _name(line: bytes) -> bytes:
    found = _NAME.match(line)
    return found[0].upper() if found else b""


def _value(line: bytes) -> bytes:
    return line.rpartition(b":")[2].strip()


def _is(line: bytes, what: bytes) -> bool:
    return line.strip().upper() == what
