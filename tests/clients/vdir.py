"""Calendars on somebody's disk, one file an event, and the program that keeps them and ours alike."""

import subprocess
import sys
from pathlib import Path

import icalendar

CONFIG = """
[general]
status_path = "{folder}/status/"
[pair calendars]
a = "remote"
b = "local"
collections = {collections}
conflict_resolution = "a wins"
[storage local]
type = "filesystem"
path = "{folder}/calendars/"
fileext = ".ics"
[storage remote]
"""


class Vdir:
    """`remote` says what the other side is, in vdirsyncer's own words."""

    def __init__(self, folder: Path, remote: str, collections: str = "null"):
        self.folder, self.calendars = folder, folder / "calendars"
        self.calendars.mkdir()
        (folder / "config").write_text(CONFIG.format(folder=folder, collections=collections) + remote)
        assert self.runs("discover", "calendars") == 0, self.said

    def runs(self, *words: str) -> int:
        """How it ended; what it said is in `said`."""
        command = [sys.executable, "-m", "vdirsyncer", "-c", str(self.folder / "config"), *words]
        done = subprocess.run(command, capture_output=True, timeout=60, input="y\n" * 9, text=True)
        self.said = done.stdout + done.stderr
        return done.returncode

    def folder_of(self, collection: str) -> Path:
        return self.calendars / collection

    def write(self, collection: str, name: str, text: str) -> None:
        (self.calendars / collection / f"{name}.ics").write_text(text)

    def delete(self, collection: str, name: str) -> None:
        (self.calendars / collection / f"{name}.ics").unlink()

    def files(self, collection: str = "") -> dict[str, bytes]:
        found = (self.calendars / collection).glob("*.ics")
        return {file.stem: file.read_bytes() for file in sorted(found)}

    def items(self, collection: str = "") -> list[icalendar.Calendar]:
        return [icalendar.Calendar.from_ical(text) for text in self.files(collection).values()]
