"""Which zone a TZID means (ICAL C17): UTC, IANA, Windows, the message's own VTIMEZONE; else it is refused.

A time of an unknown zone is never taken for one of ours. A VTIMEZONE of a name we know is not looked at.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from booking.errors import Unreadable
from booking.ical.parts import Part
from booking.ical.unescaping import in_short, unescaped
from booking.ical.zone_described import MOST_RULES, Described, describe, rules_in
from booking.rules.wall import instant, known

_EXCHANGE_UTC = "tzone://Microsoft/Utc"
_UTC = {"Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu", "UCT", "Universal", "Zulu"}


@dataclass(frozen=True, slots=True)
class Zone:
    """`tzid` is an IANA name; empty for one that only its message knows, which `described` says.
    `place` is what the message itself says of where it is."""

    tzid: str
    described: Described | None = None
    place: str = ""

    def instant(self, wall: datetime) -> datetime:
        """UTC."""
        return self.described.instant(wall) if self.described else instant(wall, self.tzid)


UTC_ZONE = Zone("UTC")
ZoneOf = Callable[[str], Zone]


def zone_finder(calendar: Part) -> ZoneOf:
    """A function from TZID to its zone. Unreadable("unknown_zone")."""
    zones = calendar.named("VTIMEZONE")
    believed = zones if rules_in(zones) <= MOST_RULES else []
    own = {unescaped(part.value("TZID")): part for part in reversed(believed)}

    @cache  # also of what cannot be understood, which costs as much
    def described(tzid: str) -> Zone | None:
        part = own.get(tzid)
        found = describe(part) if part else None
        return Zone("", found, part.value("X-LIC-LOCATION")) if part and found else None

    def zone(tzid: str) -> Zone:
        if name := iana(tzid):
            return Zone(name)
        if found := described(tzid.strip()):
            return found
        raise Unreadable("unknown_zone", tzid=in_short(tzid, 80))

    return zone


def iana(tzid: str) -> str:
    """The IANA name, '' where there is none."""
    found = next((name for name in _candidates(tzid.strip()) if known(name)), "")
    return "UTC" if found in _UTC else found


def _candidates(tzid: str) -> Iterable[str]:
    """As they are read: by itself, as a name of Windows, without the name of its maker (3.2.19)."""
    yield "UTC" if tzid == _EXCHANGE_UTC else tzid
    yield WINDOWS_TO_OLSON.get(tzid, "")
    if tzid.startswith("/"):
        parts = tzid.strip("/").split("/")
        yield from ("/".join(parts[n:]) for n in range(len(parts)))


def alike(zone: Described, walls: Iterable[datetime], names: Iterable[str]) -> str:
    """The first of `names` by which all `walls` are the same instants; '' where there is none."""
    truth = [(wall, zone.instant(wall)) for wall in walls]
    for name in names:
        if known(name) and all(instant(wall, name) == at for wall, at in truth):
            return name
    return ""
