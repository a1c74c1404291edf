"""Which conference server this centre has."""

from collections.abc import Mapping
from typing import Any

from booking.video.base import Provider, Refused, Unavailable
from booking.video.galene import Galene
from booking.video.janus import Janus
from booking.video.janus_setup import INSTALL, binary
from booking.video.jitsi import Jitsi

KINDS: dict[str, type[Provider]] = {"janus": Janus, "galene": Galene, "jitsi": Jitsi}


def provider(settings: Mapping[str, Any]) -> Provider | None:
    name = chosen(settings)
    return KINDS[name](settings) if name else None


def chosen(settings: Mapping[str, Any]) -> str:
    """Its name, or "": none. One that is named beats one that is found."""
    name = settings["VIDEO_PROVIDER"]
    if name == "off":
        return ""
    if name == "auto" and settings["GALENE_URL"]:
        return "galene"
    if name in ("auto", "janus"):
        return "janus" if binary(settings) else ""
    return str(name)


def uses_janus(settings: Mapping[str, Any]) -> bool:
    return chosen(settings) == "janus"


def why_none(settings: Mapping[str, Any]) -> str:
    """What is missing and what mends it, for whoever runs the centre; "" where nothing is."""
    if chosen(settings) or settings["VIDEO_PROVIDER"] == "off":
        return ""
    return f"no conference server: Janus is not installed. On Debian 12 and Ubuntu: {INSTALL}"


def silent(settings: Mapping[str, Any]) -> str:
    """Why the server of this centre does not answer, or ""."""
    server = provider(settings)
    try:
        if server:
            server.reach()
    except (Unavailable, Refused) as error:
        return str(error)
    return ""
