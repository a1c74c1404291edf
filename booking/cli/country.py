"""The country of a time zone, for its national holidays."""

from importlib import resources


def of_zone(tzid: str) -> str:
    """ISO 3166, or "" for a zone of none (UTC)."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return next((row[0] for row in rows if row[2] == tzid), "")
