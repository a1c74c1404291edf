"""Other people's calendar text as a tree of components with raw properties (RFC 5545 3.6).

The library takes lines apart but does not build the tree: Calendar.from_ical keeps the first VTIMEZONE of a
name for the life of the process, so that one sender could say what the times of all others mean.
"""

from dataclasses import dataclass, field

from booking.errors import Unreadable
from booking.ical import limits
from booking.ical.content_lines import Property, properties


@dataclass(slots=True)
class Part:
    name: str
    properties: list[Property] = field(default_factory=list)
    parts: list["Part"] = field(default_factory=list)

    def every(self, *names: str) -> list[Property]:
        return [one for one in self.properties if one.name in names]

    def first(self, name: str) -> Property | None:
        return next(iter(self.every(name)), None)

    def value(self, name: str) -> str:
        found = self.first(name)
        return found.value.strip() if found else ""

    def named(self, *names: str) -> list["Part"]:
        return [one for one in self.parts if one.name in names]


def calendars(text: bytes) -> list[Part]:
    """Without the lines outside of them. Unreadable for sizes, character set and nesting."""
    open_parts, number = [Part("")], 0
    for one in properties(text):
        if one.name == "BEGIN":
            number += 1
            _begin(open_parts, one.value, number)
        elif one.name == "END":
            _end(open_parts, one.value)
        else:
            open_parts[-1].properties.append(one)
    if len(open_parts) > 1:  # cut off: what is missing may be what matters
        raise Unreadable("unreadable")
    return open_parts[0].named("VCALENDAR")


def _begin(open_parts: list[Part], name: str, number: int) -> None:
    limits.components(number, len(open_parts))
    part = Part(name.strip().upper())
    open_parts[-1].parts.append(part)
    open_parts.append(part)


def _end(open_parts: list[Part], name: str) -> None:
    if len(open_parts) == 1 or open_parts[-1].name != name.strip().upper():
        raise Unreadable("unreadable")
    ended = open_parts.pop()
    dates = sum(one.value.count(",") + 1 for one in ended.every("RDATE", "EXDATE"))
    limits.listed(len(ended.every("ATTENDEE")), dates)
