"""Content-Transfer-Encoding (RFC 2045 6): what is broken is read as far as it goes."""

import binascii
import string

_BASE64 = (string.ascii_letters + string.digits + "+/").encode()
_OTHERS = bytes(sorted({*range(256)} - {*_BASE64}))


def octets(content: bytes, encoding: str) -> bytes:
    name = encoding.strip().lower()
    if name == "base64":
        return from_base64(content)
    return binascii.a2b_qp(content) if name == "quoted-printable" else content


def from_base64(content: bytes) -> bytes:
    letters = content.partition(b"=")[0].translate(None, _OTHERS)
    whole = letters[: len(letters) - (len(letters) % 4 == 1)]
    return binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
