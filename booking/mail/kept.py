"""Mails in the folder where they are kept while no server is set (mail/smtp.py)."""

import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path

ENDING = ".eml"
_HEAD = 32768  # bytes that surely hold a mail's head


@dataclass(frozen=True, slots=True)
class Kept:
    name: str
    path: Path
    at: datetime

    def head(self) -> EmailMessage:
        with self.path.open("rb") as file:
            return BytesParser(policy=default).parsebytes(file.read(_HEAD), headersonly=True)


def kept(folder: Path) -> list[Kept]:
    """Newest first; files that are still being written, links and folders are none."""
    try:
        found = [(entry.stat().st_mtime_ns, entry) for entry in os.scandir(folder) if _is_mail(entry)]
    except FileNotFoundError:
        return []
    found.sort(key=lambda each: (each[0], each[1].name), reverse=True)
    return [Kept(entry.name, Path(entry.path), _instant(at)) for at, entry in found]


def named(folder: Path, name: str) -> Kept | None:
    """Only what stands in the folder's own list: no name leads out of it."""
    return next((one for one in kept(folder) if one.name == name), None)


def _is_mail(entry: os.DirEntry[str]) -> bool:
    shown = entry.name.endswith(ENDING) and not entry.name.startswith(".") and entry.name.isprintable()
    return shown and entry.is_file(follow_symlinks=False)


def _instant(nanoseconds: int) -> datetime:
    return datetime.fromtimestamp(nanoseconds / 1e9, UTC)
