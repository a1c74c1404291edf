"""What was sent, whole and vetted before Radicale sees it."""

import io
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

LARGEST = 2_000_000  # octets
_XML = ("PROPFIND", "PROPPATCH", "REPORT", "MKCALENDAR", "MKCOL")


def path_of(environ: dict[str, Any]) -> str:
    """WSGI gives octets as Latin-1 (PEP 3333). Raises BadRequest for what is no UTF-8, or has control
    characters."""
    try:
        path = environ.get("PATH_INFO", "").encode("latin-1").decode()
    except UnicodeError as error:
        raise BadRequest() from error
    if not path.isprintable():
        raise BadRequest()
    return path


def buffered(environ: dict[str, Any]) -> dict[str, Any]:
    """Radicale reads by CONTENT_LENGTH, which a chunked body has not. Raises RequestEntityTooLarge."""
    body = _read(environ)
    if len(body) > LARGEST:
        raise RequestEntityTooLarge()
    return environ | {"wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def _read(environ: dict[str, Any]) -> bytes:
    length, stream = environ.get("CONTENT_LENGTH") or "", environ["wsgi.input"]
    if length:
        if not (length.isascii() and length.isdigit()):
            raise BadRequest()
        if int(length) > LARGEST:
            raise RequestEntityTooLarge()
        return stream.read(int(length))
    ends = environ.get("wsgi.input_terminated") or "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "")
    return stream.read(LARGEST + 1) if ends else b""


def vetted(environ: dict[str, Any]) -> dict[str, Any]:
    """Raises BadRequest for XML that is not well-formed, or declares entities."""
    body = environ["wsgi.input"].getvalue()
    if body and environ["REQUEST_METHOD"] in _XML:
        try:
            fromstring(body, forbid_dtd=True)
        except (SyntaxError, ValueError, LookupError, DefusedXmlException) as error:
            raise BadRequest() from error
    return environ
