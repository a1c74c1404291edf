"""Text in the charsets that mail programs write, and that they call by another's name."""

import re

# What says that it is in the narrower one is in the wider one (https://encoding.spec.whatwg.org).
_WIDER = {
    "us-ascii": "utf-8", "ascii": "utf-8", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "shift_jis": "cp932",
    "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "big5": "cp950", "iso-8859-1": "cp1252",
    "latin1": "cp1252",
}  # fmt: skip
# Python knows others under the same roof that are no charsets (punycode, unicode_escape), and slow.
_CHARSET = re.compile(r"(utf|iso|euc|gb|big5|windows-|cp\d|koi8|shift|ks|johab|latin|tis-?620)[\w.:-]*", re.A)


def decoded(content: bytes, charset: str = "", errors: str = "replace") -> str:
    """UnicodeDecodeError only with `errors` strict. A charset that is unknown or missing is UTF-8."""
    try:
        return content.decode(_codec(charset), errors)
    except LookupError:
        return content.decode("utf-8", errors)


def _codec(charset: str) -> str:
    name = charset.strip("\"' ").lower()
    name = _WIDER.get(name, name)
    return name if _CHARSET.fullmatch(name) else "utf-8"
