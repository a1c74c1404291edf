"""A client's own text of an event, served again with the STATUS that it has here."""

import re

_STATUS = re.compile(rb"STATUS[:;]", re.IGNORECASE)
_VEVENT = re.compile(rb"(BEGIN|END):VEVENT", re.IGNORECASE)


def with_status(text: bytes, status: str) -> bytes:
    """In each VEVENT, but those that are called off in it; what says it already is not touched, nor, where it
    is CONFIRMED, what says nothing."""
    written: list[bytes] = []
    for line in text.splitlines(keepends=True):
        event = _VEVENT.match(line)
        if event and event[1].upper() == b"BEGIN":
            said = ""
        elif event and not said and status != "CONFIRMED":
            written.append(b"STATUS:%s\r\n" % status.encode())
        elif _STATUS.match(line):
            said = line.partition(b":")[2].strip().decode("ascii", "replace").upper()
            line = line if said in (status, "CANCELLED") else b"STATUS:%s\r\n" % status.encode()
        written.append(line)
    return b"".join(written)
