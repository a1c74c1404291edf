"""Which conference server this centre has."""

from collections.abc import Mapping
from typing import Any

from booking.video.base import Provider, Refused, Unavailable
from booking.video.janus import Janus
from booking.video.janus_setup import INSTALL, binary


def provider(settings: Mapping[str, Any]) -> Provider | None:
    return Janus(settings) if uses_janus(settings) else None


def uses_janus(settings: Mapping[str, Any]) -> bool:
    return settings["VIDEO_PROVIDER"] in ("auto", "janus") and bool(binary(settings))


def why_none(settings: Mapping[str, Any]) -> str:
    """What is missing and what mends it, for whoever runs the centre; "" where nothing is."""
    if uses_janus(settings) or settings["VIDEO_PROVIDER"] == "off":
        return ""
    return f"no conference server: Janus is not installed. On Debian 12 and Ubuntu: {INSTALL}"


def silent(settings: Mapping[str, Any]) -> str:
    """Why the server of this centre does not answer, or ""."""
    try:
        Janus(settings).reach()
    except (Unavailable, Refused) as error:
        return str(error)
    return ""
