"""libical's own check of what RFC 2446 asks of a METHOD, called without a compiler."""

import ctypes
import os
from functools import cache

import pytest

from tests import tools


@cache
def _library() -> ctypes.CDLL:
    library = ctypes.CDLL(tools.libical())
    library.icalparser_parse_string.restype = ctypes.c_void_p
    library.icalcomponent_as_ical_string.restype = ctypes.c_char_p
    for function in ("icalrestriction_check", "icalcomponent_as_ical_string", "icalcomponent_free"):
        getattr(library, function).argtypes = [ctypes.c_void_p]
    library.icalerror_set_errors_are_fatal(0)
    return library


def needed() -> None:
    if tools.libical():
        return
    missing = "libical is missing: make test-tools (apt install libical3)"
    pytest.skip(missing) if os.environ.get("ALLOW_SKIPS") == "1" else pytest.fail(missing)


def complaints(written: bytes) -> list[str]:
    """[] when all is well; each complaint once."""
    library = _library()
    component = library.icalparser_parse_string(written)
    if not component:
        return ["unparsable"]
    valid = library.icalrestriction_check(component)
    said = library.icalcomponent_as_ical_string(component).decode().replace("\r\n ", "")
    library.icalcomponent_free(component)
    found = {line for line in said.splitlines() if line.startswith("X-LIC-ERROR")}
    return sorted(found) or ([] if valid else ["invalid"])
