"""What is wrong with what staff write of a resource."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from booking.errors import BrokenRule
from booking.rules.intake import MOST_PEOPLE, wrong_text
from booking.rules.locales import LOCALES
from booking.rules.wall import known

FIELDS = ("names", "capacity", "area_m2", "active", "part_of")
LONGEST_SLUG, MOST_AREA = 64, 1_000_000
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)


def faults(values: Mapping[str, Any]) -> list[BrokenRule]:
    """Of the fields named; None is "no such limit" for capacity and area."""
    return [rule for name, value in values.items() for rule in _faults(name, value)]


def _faults(name: str, value: Any) -> Iterator[BrokenRule]:
    if name == "names":
        yield from name_faults(value)
    elif name in ("capacity", "area_m2"):
        most = MOST_PEOPLE if name == "capacity" else MOST_AREA
        if value is not None and not 1 <= value <= most:
            yield BrokenRule("not_between", name, {"least": 1, "most": most})
    elif name not in FIELDS:
        yield BrokenRule("unknown_field", name)


def name_faults(names: Mapping[str, str]) -> Iterator[BrokenRule]:
    """In one language at least."""
    if not any(text.strip() for text in names.values()):
        yield BrokenRule("missing", "names")
    for locale, text in names.items():
        if locale not in LOCALES:
            yield BrokenRule("unknown_answer", f"names.{locale[:20]}")
        yield from wrong_text(f"names.{locale}", text, "name")


def slug_faults(slug: str) -> Iterator[BrokenRule]:
    if len(slug) > LONGEST_SLUG or not _SLUG.fullmatch(slug):
        yield BrokenRule("not_a_slug", "slug", {"most": LONGEST_SLUG})


def place_faults(tzid: str, country: str) -> Iterator[BrokenRule]:
    if not known(tzid):
        yield BrokenRule("unknown_zone", "tzid", {"tzid": tzid[:60]})
    if country and not _COUNTRY.fullmatch(country):
        yield BrokenRule("not_a_country", "country")
