"""A mail taken apart (RFC 2046), by hand: the library looks at no limit before it has read everything."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from booking.errors import Unreadable
from booking.mailbox.charsets import decoded
from booking.mailbox.fields import Fields, fields_of, kind_of, parameter, value
from booking.mailbox.transfer import octets

LARGEST = 5 * 2**20  # bytes of a mail
LARGEST_HEAD = 64 * 2**10
MOST_PARTS = 50
DEEPEST = 5  # multiparts within one another
_END_OF_HEAD = re.compile(rb"\A\r?\n|\r?\n\r?\n")
_LINE_END = re.compile(rb"\A\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """`kind` is its Content-Type as the library reads it; `raw` its bytes as they were sent."""

    fields: Fields
    kind: Message
    raw: bytes

    @property
    def type(self) -> str:
        return self.kind.get_content_type()

    @property
    def charset(self) -> str:
        return parameter(self.kind, "charset")

    @property
    def content(self) -> bytes:
        return octets(self.raw, value(self.fields, "content-transfer-encoding"))

    @property
    def text(self) -> str:
        return decoded(self.content, self.charset)

    @property
    def attached(self) -> bool:
        return self.kind.get_content_disposition() == "attachment"

    @property
    def file_name(self) -> str:
        return parameter(self.kind, "filename", "content-disposition") or parameter(self.kind, "name")


def whole(content: bytes) -> Part:
    """The mail as one part. Unreadable where it or its head is too large."""
    if len(content) > LARGEST:
        raise Unreadable("too_large")
    return _part(content)


def leaves(mail: Part) -> list[Part]:
    """Those that hold something, in their order. A mail within the mail is one of them: it is not opened.
    Unreadable where the parts are too many, or too deep."""
    found: list[Part] = []
    for part in _within(mail, 0):
        if len(found) == MOST_PARTS:
            raise Unreadable("too_many_parts", most=MOST_PARTS)
        found.append(part)
    return [part for part in found if not _boundary(part)]


def _within(part: Part, depth: int) -> Iterator[Part]:
    yield part
    if boundary := _boundary(part):
        if depth == DEEPEST:
            raise Unreadable("nested_mail")
        for piece in _pieces(part.raw, boundary):
            yield from _within(_part(piece), depth + 1)


def _boundary(part: Part) -> str:
    return part.kind.get_boundary("") if part.type.startswith("multipart/") else ""


def _pieces(content: bytes, boundary: str) -> Iterator[bytes]:
    """RFC 2046 5.1.1. The last one may lack its end, as in a mail that was cut off."""
    line = re.compile(rb"(?:\A|\r?\n)--" + re.escape(boundary.encode()) + rb"(--)?[ \t]*(?=\r?\n|\Z)")
    begins = None
    for found in line.finditer(content):
        if begins is not None:
            yield _LINE_END.sub(b"", content[begins : found.start()])
        if found[1]:
            return
        begins = found.end()
    if begins is not None:
        yield _LINE_END.sub(b"", content[begins:])


def _part(content: bytes) -> Part:
    found = _END_OF_HEAD.search(content, 0, LARGEST_HEAD)
    if found is None and len(content) > LARGEST_HEAD:
        raise Unreadable("too_large")
    ends = found.end() if found else len(content)
    fields = fields_of(content[:ends])
    return Part(fields, kind_of(fields), content[ends:])
