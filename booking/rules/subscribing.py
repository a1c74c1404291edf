"""Addresses that open a calendar program and have it subscribe to a feed."""

from dataclasses import dataclass
from urllib.parse import quote

_OUTLOOK = "https://outlook.{host}/calendar/0/addfromweb?url={url}&name={name}"


@dataclass(frozen=True, slots=True)
class Ways:
    """`webcal` is what Apple's and most installed programs know; the others are pages of the services."""

    https: str
    webcal: str
    google: str
    outlook: str
    office: str


def ways(address: str, name: str) -> Ways:
    """`name` is what Outlook calls it; the others read that from the feed."""
    webcal = "webcal" + address[address.index("://") :]
    told = {"url": quote(address, safe=""), "name": quote(name, safe="")}
    return Ways(
        https=address,
        webcal=webcal,
        google="https://calendar.google.com/calendar/r?cid=" + quote(webcal, safe=""),
        outlook=_OUTLOOK.format(host="live.com", **told),
        office=_OUTLOOK.format(host="office.com", **told),
    )
