"""The country of a time zone, for its national holidays."""

from functools import cache

from babel.core import get_global

_NONE = "ZZ"


@cache
def country_of(tzid: str) -> str:
    """ISO 3166, or "" for a zone of none (UTC); an older name counts as its newer one."""
    newer = get_global("zone_aliases").get(tzid, tzid)
    found = str(get_global("zone_territories").get(newer, ""))
    return "" if found == _NONE else found
