"""Whether the door could be opened now."""

import os
import smtplib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from booking.mailbox.imap import close, opened

TIMEOUT = 5.0  # seconds


def unreachable(settings: Mapping[str, Any]) -> str:
    """Why not, or "". Takes no mail."""
    url = urlsplit(settings["INBOUND_URL"])
    try:
        _try(url, settings)
    except Exception as error:  # imaplib's and imap_tools' have no name in common
        return str(error) or type(error).__name__
    return ""


def _try(url: SplitResult, settings: Mapping[str, Any]) -> None:
    if url.scheme in ("imap", "imaps"):
        close(opened(settings, TIMEOUT))
    elif url.scheme == "lmtp":
        with smtplib.LMTP(url.hostname or "", url.port or 0, timeout=TIMEOUT) as client:
            client.ehlo()
    elif url.scheme == "maildir":
        _demand_folder(Path(url.path))


def _demand_folder(folder: Path) -> None:
    for name in ("new", "cur"):
        if not (folder / name).is_dir():
            raise FileNotFoundError(f"{folder / name} is no folder")
        if not os.access(folder / name, os.R_OK | os.W_OK | os.X_OK):
            raise PermissionError(f"{folder / name} cannot be read and written")
