"""RFC 5545 values made from what people type, so that no text can break out of its property."""

import re
from urllib.parse import quote

from icalendar import vText, vUri

_BREAKS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_UNWANTED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # controls but tab and line feed
    "\u202a-\u202e\u2066-\u2069"  # overrides of the writing direction, which disguise names
    "\ud800-\udfff\ufffe\uffff]"  # cannot be written in UTF-8 or XML
)
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


class Text(vText):
    """3.3.11. The library's own escaping turns a typed `\\N` (as in `C:\\New`) into a line break."""

    def to_ical(self) -> bytes:
        return self.translate(_ESCAPES).encode()


def cleaned(value: str) -> str:
    """Every kind of line break becomes a line feed; other control characters go."""
    return _UNWANTED.sub("", _BREAKS.sub("\n", value))


def text(value: str) -> Text:
    return Text(cleaned(value))


def parameter(value: str) -> str:
    """One line, for CN and LABEL. A backslash becomes a slash: readers take it for an escape there."""
    return re.sub("[\n\t]+", " ", cleaned(value)).strip(" ").replace("\\", "/")


def uri(value: str, **params: str | list[str]) -> vUri:
    """What RFC 3986 has no place for is percent-encoded. Empty `params` are left out."""
    given = {name: param for name, param in params.items() if param}
    return vUri(quote(cleaned(value).strip(), safe="%/:?#[]@!$&'()*+,;=~"), params=given)


def mailto(address: str) -> str:
    return "mailto:" + quote(cleaned(address).strip(), safe="@!#$&'*+/=?^`{|}~")
