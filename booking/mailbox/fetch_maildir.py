"""A folder into which the mail server delivers (https://cr.yp.to/proto/maildir.html)."""

import logging
import os
from collections.abc import Iterator
from pathlib import Path

from booking.mailbox.door import EARLIEST, Door
from booking.mailbox.parts import LARGEST

log = logging.getLogger(__name__)
SEEN = ":2,S"


def read(door: Door) -> None:
    """Until it is stopping. Raises OSError where the folder cannot be read."""
    folder = Path(door.url.path)
    while not door.stopping.is_set():
        take_all(door, folder)
        door.well()
        door.stopping.wait(door.every)


def take_all(door: Door, folder: Path) -> None:
    """From new, when it is stored, to cur. One that cannot be taken keeps no other waiting."""
    for file in sorted(_delivered(folder / "new")):
        if door.stopping.is_set():
            return
        try:
            _take(door, file, folder / "cur")
        except Exception:
            log.exception("maildir: %s stays where it is", file.name)


def _delivered(new: Path) -> Iterator[Path]:
    for entry in os.scandir(new):
        if not entry.name.startswith(".") and entry.is_file(follow_symlinks=False):
            yield Path(entry.path)


def _take(door: Door, file: Path, cur: Path) -> None:
    size = file.stat().st_size
    with file.open("rb") as opened:
        raw = opened.read(size if size <= LARGEST else EARLIEST)
    door.store_unaddressed(raw, size)
    cur.mkdir(mode=0o700, exist_ok=True)
    file.rename(cur / (file.name.partition(":")[0] + SEEN))
