"""The tables of RFC 5546 3.2: how often a property may stand in a METHOD, and what their remarks ask for."""

import json
import re
from collections import Counter
from collections.abc import Iterator

from tests.ical.examples import DATA, lines, names
from tests.ical.lint import of_calendar

TABLES = json.loads((DATA / "rfc5546_tables.json").read_text())["VEVENT"]
_BOUNDS = {"0": (0, 0), "1": (1, 1), "0 or 1": (0, 1), "1+": (1, 10**9), "0+": (0, 10**9)}
_ELSEWHERE = {"METHOD", "IANA-PROPERTY", "X-PROPERTY", "IANA-COMPONENT", "X-COMPONENT"}
_REGISTERED = {"CONFERENCE"}  # RFC 7986
_STATUSES = {
    "PUBLISH": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "REQUEST": {"TENTATIVE", "CONFIRMED"},
    "ADD": {"TENTATIVE", "CONFIRMED"},
    "CANCEL": {"CANCELLED"},  # or none, where only some are uninvited
    "COUNTER": {"TENTATIVE", "CONFIRMED", "CANCELLED"},
    "DECLINECOUNTER": {"TENTATIVE", "CONFIRMED"},
}


def complaints(written: bytes, method: str) -> list[str]:
    """[] when the message is as its table says, and each VEVENT in it."""
    table, found = TABLES[method], names(written)
    count = Counter(name.removeprefix("BEGIN:") for name in found)
    said = [f"{method}: {name} {count[name]} times" for name in ("METHOD", "VERSION") if count[name] != 1]
    said += _beyond(table, count, {name for name in table if name.startswith("V")})
    for one in re.findall(r"BEGIN:VEVENT\n(.*?)END:VEVENT", "\n".join(found), re.S):
        inside = Counter(one.split())
        said += _beyond(table, inside, {name for name in table if not name.startswith("V")} - _ELSEWHERE)
        said += [f"{name} is unknown" for name in inside if not _known(name, table)]
    return [*said, *_remarks(lines(written), method), *of_calendar(lines(written))]


def _beyond(table: dict[str, list[str]], count: Counter[str], names: set[str]) -> list[str]:
    bounds = {name: _BOUNDS[table[name][0]] for name in sorted(names)}
    return [
        f"{name} {count[name]} times"
        for name, (low, high) in bounds.items()
        if not low <= count[name] <= high
    ]


def _known(name: str, table: dict[str, list[str]]) -> bool:
    return name in table or name.startswith("X-") or name in _REGISTERED


def _remarks(found: list[str], method: str) -> Iterator[str]:
    """What the tables say in words."""
    if f"METHOD:{method}" not in found:
        yield f"the METHOD is not {method}"
    if len({line for line in found if line.startswith("UID:")}) > 1:
        yield "several UIDs"
    for status in (line.partition(":")[2] for line in found if line.startswith("STATUS:")):
        if status not in _STATUSES.get(method, {status}):
            yield f"STATUS:{status} in a {method}"
    if method == "ADD" and "SEQUENCE:0" in found:
        yield "the SEQUENCE of an ADD is 0"
    if method == "REPLY" and any("PARTSTAT=NEEDS-ACTION" in line for line in found):
        yield "a REPLY that answers nothing"
    if method == "CANCEL" and not any(line.startswith("ATTENDEE") for line in found):
        yield "a CANCEL for nobody"
