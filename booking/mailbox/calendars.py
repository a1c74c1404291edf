"""The calendar text in a mail (RFC 6047 2.4)."""

from collections.abc import Iterable
from dataclasses import dataclass

from booking.mailbox.charsets import decoded
from booking.mailbox.fields import parameter
from booking.mailbox.parts import Part

# application/ics is what is attached for programs that know no text/calendar; the last has a name alone.
_TYPES = ("text/calendar", "application/ics", "application/octet-stream")
_TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")


@dataclass(frozen=True, slots=True)
class Calendar:
    """`text` is UTF-8, or as it came where its charset is not what it says. `method`, in capitals, is what
    the mail says of it."""

    text: bytes
    method: str = ""


def calendars(parts: Iterable[Part]) -> tuple[Calendar, ...]:
    """That of the best kind; the same one twice, as text and attached, is one."""
    kinds = [[part for part in parts if _is(part, kind)] for kind in _TYPES]
    found = [_calendar(part) for part in next((kind for kind in kinds if kind), [])]
    by_text = {_lines(one.text): one for one in reversed(found)}
    return tuple(reversed(by_text.values()))


def has_winmail(parts: Iterable[Part]) -> bool:
    """Outlook's own wrapping (TNEF, MS-OXTNEF)."""
    return any(part.type in _TNEF or part.file_name.lower() == "winmail.dat" for part in parts)


def _is(part: Part, kind: str) -> bool:
    named = kind != _TYPES[-1] or part.file_name.lower().endswith(".ics")
    return part.type == kind and named


def _calendar(part: Part) -> Calendar:
    try:
        text = decoded(part.content, part.charset, "strict").encode()
    except UnicodeError:
        text = part.content
    return Calendar(text, parameter(part.kind, "method").upper())


def _lines(text: bytes) -> bytes:
    """Transfer encodings differ in line ends."""
    return text.replace(b"\r\n", b"\n").strip()
